import Foundation

/// `sendas emulator` as a program of its own, so that what it costs is not counted with the run.
final class EmulatorProcess {
  /// Where everything lies: the world, the profiles, the state, scripts and journals.
  let folder: URL
  let baseURL: String
  private let process: Process

  /// Calls `body` with an organization in which the first `lenders` people may lend to the next
  /// `borrowers`.
  static func use<Value>(
    lenders: Int, borrowers: Int, allGranted: Bool = false, limit: String = "off",
    _ body: (EmulatorProcess) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let world = Self.world(lenders, borrowers, allGranted)
    try Data(world.utf8).write(to: folder.appendingPathComponent("world.json"))
    let emulator = try EmulatorProcess(folder, limit)
    defer { emulator.stop() }
    return try await body(emulator)
  }

  private init(_ folder: URL, _ limit: String) throws {
    self.folder = folder
    (process, baseURL) = try EmulatorProgram.start([
      "--world", folder.path + "/world.json", "--limit", limit, "--config-dir",
      folder.path + "/config",
    ])
  }

  private func stop() {
    process.interrupt()
    process.waitUntilExit()
  }

  private static func world(_ lenders: Int, _ borrowers: Int, _ allGranted: Bool) -> String {
    let users = (0..<lenders + borrowers).map { number in
      #"{"email":"p\#(number)@bench.test","first_name":"P","last_name":"\#(number)","#
        + #""api_key":"api_\#(number).key\#(number)","role":"\#(number == 0 ? "admin" : "user")"}"#
    }
    let pairs =
      !allGranted
      ? []
      : (0..<lenders).flatMap { lender in
        (lenders..<lenders + borrowers).map {
          #"{"allowing":"p\#(lender)@bench.test","allowed":"p\#($0)@bench.test"}"#
        }
      }
    return #"{"organization":{"name":"Bench"},"users":[\#(users.joined(separator: ","))],"#
      + #""associations":[\#(pairs.joined(separator: ","))]}"#
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  /// Writes a script, and answers its path.
  func script(_ source: String, _ name: String) throws -> String {
    try write(source, to: name + ".lua")
    return folder.path + "/" + name + ".lua"
  }

  /// Writes `grants.lua`, which lets each of the borrowers send as each of the lenders, and answers
  /// its path.
  func grants(_ lenders: Int, _ borrowers: Int) throws -> String {
    try script(GrantsScript(lenders: lenders, borrowers: borrowers).source, "grants")
  }

  /// What the emulator knows of its requests.
  struct Truth: Decodable {
    struct Request: Decodable { let time: Double }
    struct Throttled: Decodable { let count: Int }
    let requests: [Request]
    let throttled: Throttled
  }

  func truth() async throws -> Truth {
    let url = baseURL.replacingOccurrences(of: "/api/v1", with: "/_emulator/truth")
    let file = folder.appendingPathComponent("truth.json")
    _ = try await Child.run(
      try Child.find("curl"), ["--silent", "--fail", "--output", file.path, url])
    return try JSONDecoder().decode(Truth.self, from: Data(contentsOf: file))
  }

  /// Runs `sendas` with the profiles of the organization's people.
  func sendas(_ words: [String]) async throws -> Child {
    try await Child.run(
      try Child.folder + "/sendas", words,
      environment: [
        "SENDAS_CONFIG_DIR": folder.path + "/config", "SENDAS_STATE_DIR": folder.path + "/state",
      ])
  }

  /// Runs a script in a program that measures itself; see ``RunTrial``.
  func trial(_ script: String, journal: String, attempt: Int = 1) async throws -> RunTrial.Report {
    let child = try await Child.run(
      try Child.folder + "/sendas-bench",
      [RunTrial.word, baseURL, folder.path, script, journal, "\(attempt)"])
    return try RunTrial.Report(child.output)
  }
}
