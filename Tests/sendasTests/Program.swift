import Foundation
import Subprocess
import SystemPackage
import Testing

/// The built program, run in a folder and with a state of its own.
struct Program {
  /// What a command came to.
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var error: String

    /// Lines of data.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The folder in which commands are given.
  let folder: URL
  let variables: [String: String]

  /// Calls `body` with a program of its own and takes everything away afterwards.
  static func use(
    files: [String: String] = [:], variables: [String: String] = [:],
    _ body: (Program) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var all = [
      "SENDAS_CONFIG_DIR": folder.path + "/config", "SENDAS_STATE_DIR": folder.path + "/state",
      "SENDAS": path,
    ]
    all.merge(variables) { _, new in new }
    let program = Program(folder: folder, variables: all)
    for (name, text) in files { try program.write(text, to: name) }
    try await body(program)
  }

  /// The program beside the tests, from the same build.
  static var path: String {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent("sendas").path
  }

  /// The repository's folder.
  static var repository: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  func write(_ text: String, to name: String, permissions: Int? = nil) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    if let permissions {
      try FileManager.default.setAttributes(
        [.posixPermissions: permissions], ofItemAtPath: file.path)
    }
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  func permissions(of name: String) throws -> Int {
    let path = folder.appendingPathComponent(name).path
    return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
  }

  /// Runs `sendas` with these words.
  func callAsFunction(_ words: String..., variables more: [String: String] = [:]) async throws
    -> Outcome
  {
    try await run(Self.path, words, more)
  }

  /// Runs any command in the folder; `started` is told its process.
  func run(
    _ command: String, _ words: [String] = [], _ more: [String: String] = [:],
    started: (pid_t) -> Void = { _ in }
  ) async throws -> Outcome {
    var environment: [Environment.Key: String?] = [:]
    for (name, value) in variables.merging(more, uniquingKeysWith: { $1 }) {
      if let key = Environment.Key(rawValue: name) { environment[key] = value }
    }
    let result = try await Subprocess.run(
      .path(FilePath(command)), arguments: Arguments(words),
      environment: .inherit.updating(environment), workingDirectory: FilePath(folder.path),
      input: .none, output: .string(limit: 4 << 20), error: .string(limit: 4 << 20)
    ) { started($0.processIdentifier.value) }
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Outcome(
      status: status, output: result.standardOutput, error: result.standardError)
  }
}
