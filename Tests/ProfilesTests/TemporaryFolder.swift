import Foundation
import Profiles

/// A configuration and a state folder for one test; gone when the test is.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/sendas-profiles-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = URL(fileURLWithPath: made).standardizedFileURL.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file with exactly these permissions; says its path.
  @discardableResult
  func write(_ text: String, to name: String, permissions: mode_t = 0o600) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    guard chmod(file, permissions) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    return file
  }

  func text(of name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/" + name)
  }

  /// The names of the files in a folder, sorted; hidden ones are left out.
  func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  func permissions(of name: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue
  }

  /// The store of this folder, with only these variables and a PATH.
  func store(_ environment: [String: String] = [:]) throws -> ProfileStore {
    let programs = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return try ProfileStore(
      configurationFolder: path, stateFolder: path + "/state",
      environment: ["PATH": programs, "HOME": "/home/ann"].merging(environment) { $1 })
  }

  /// The store of this folder with this `config.toml`.
  func store(configuration: String) throws -> ProfileStore {
    try write(configuration, to: "config.toml")
    return try store()
  }
}
