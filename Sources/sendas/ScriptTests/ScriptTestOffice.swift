import CloseAPI
import Emulator
import Foundation
import Journal
import Lua
import Runs
import Scripting
import Synchronization

/// An emulator of a test's own, with a folder of its own, in which scripts can be run.
struct ScriptTestOffice: Sendable {
  let emulator: CloseEmulator
  /// The current folder of the scripts: empty at first, and gone afterwards.
  let folder: String
  private let transport: CloseTransport
  private let baseURL: String
  private let identities: EmulatorIdentities
  private let identity: String

  /// Calls `body` with an office that is closed afterwards.
  static func use<Value>(
    _ options: ScriptTestOptions, _ body: (ScriptTestOffice) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sendas-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let emulator = CloseEmulator(world: options.world, limits: options.limits, seed: 1)
    let baseURL = try await emulator.start()
    let transport = try CloseTransport(baseURL: baseURL)
    let result: Result<Value, any Error>
    do {
      let identities = try EmulatorIdentities(options.world)
      result = .success(
        try await body(
          ScriptTestOffice(
            emulator: emulator, folder: folder.path, transport: transport, baseURL: baseURL,
            identities: identities, identity: options.profile ?? identities.administrator)))
    } catch {
      result = .failure(error)
    }
    await transport.shutdown()
    await emulator.stop()
    return try result.get()
  }

  /// A run of its own, which only this process remembers.
  func engine(
    _ command: String, _ emit: @escaping @Sendable (RunEvent) -> Void
  ) async throws -> RunEngine {
    let now = Date()
    var random = SystemRandomNumberGenerator()
    return try await RunEngine(
      run: RunRecord(
        id: RunRecord.makeID(startedAt: now, using: &random), command: command,
        workingFolder: folder, startedBy: NSUserName(), baseURL: baseURL, isEmulator: true,
        identity: identity, startedAt: now),
      journal: try RunJournal.inMemory(), transport: transport, identities: identities.source,
      identity: identity, emit: emit)
  }

  /// Runs a script to its end, and says as a table what came of it.
  func run(_ path: String, _ words: [String]) async throws -> LuaValue {
    let file = try ScriptFile(path)
    let heard = ScriptTestEvents()
    let engine = try await engine("run", heard.add)
    let host = try await ScriptHost(
      engine: engine,
      files: FileAccess(workingFolder: folder, scriptFolder: file.folder, named: words),
      modules: ModuleFolders(file.folder.map { [$0] } ?? []), scriptName: path, arguments: words,
      emit: heard.add)
    let report = await host.run(Script(name: path, source: file.source, arguments: words))
    let verdict = RunVerdict(report.error, RunStop { _ in }, await engine.progress())
    let status =
      report.error?["usage"].text == nil ? verdict.status : ExitStatus.usage.rawValue
    let (summary, _) = await engine.finish(verdict.state, exitStatus: Int(status))
    let tally = summary.progress.tally
    var fields: [LuaValue.Field] = [
      .init("status", .integer(Int64(status))), .init("granted", .integer(Int64(tally.granted))),
      .init("revoked", .integer(Int64(tally.revoked))),
      .init("already_there", .integer(Int64(tally.alreadyGranted))),
      .init("requests", .integer(Int64(summary.progress.requests))),
      .init("prints", .array(heard.prints.map(LuaValue.string))),
      .init("logs", .array(heard.logs.map(LuaValue.string))),
      .init("failures", .array(heard.failures)),
    ]
    if let error = report.error {
      var parts: [LuaValue.Field] = [
        .init("kind", .string(error.kind.rawValue)), .init("message", .string(error.message)),
      ]
      if let place = error.place { parts.append(.init("place", .string("\(place)"))) }
      fields.append(.init("error", .table(parts)))
    }
    return .table(fields)
  }
}

/// What a run tells, kept for the test that looks at it.
final class ScriptTestEvents: Sendable {
  private let events = Mutex<[RunEvent]>([])

  func add(_ event: RunEvent) { events.withLock { $0.append(event) } }

  private var all: [RunEvent] { events.withLock { $0 } }

  var prints: [String] { all.compactMap { if case .print(let line) = $0 { line } else { nil } } }

  var logs: [String] { all.compactMap { if case .log(_, let line) = $0 { line } else { nil } } }

  var failures: [LuaValue] {
    all.compactMap { event in
      guard case .itemFailed(let failure) = event else { return nil }
      return .table([
        .init("name", .string(failure.name)), .init("kind", .string(failure.kind)),
        .init("message", .string(failure.message)),
      ])
    }
  }
}
