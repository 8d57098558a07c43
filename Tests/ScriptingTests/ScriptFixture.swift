import CloseAPI
import Emulator
import Foundation
import Journal
import Lua
import Runs
import Synchronization
import TestFixtures

@testable import Scripting

/// What came of a script that ran on an emulator of its own.
struct ScriptResult: Sendable {
  var prints: [String]
  var logs: [String]
  var failures: [ItemFailure]
  /// The requests that were expected, each time that it was told.
  var forecasts: [Int]
  var report: ScriptReport
  var tally: RunTally
  var requests: [String]
  var records: [RequestRecord]
  var throttled: Int
  var world: World
  var operations: [OperationRecord]

  var error: LuaError? { report.error }

  func paths(_ part: String) -> [String] { requests.filter { $0.contains(part) } }
}

/// Runs scripts as alice, in a temporary folder, on emulators of their own.
///
/// With `interruptedAt`, the run is interrupted when that line is printed; with `lateKey`, the key of
/// that person is not there before.
enum ScriptFixture {
  static func run(
    _ source: String, files: [String: String] = [:], arguments: [String] = [],
    world: World = .acme, limits: EmulatorLimits = .close, name: String = "test.lua",
    clock: any JumpableClock = ContinuousClock(), interruptedAt line: String? = nil,
    lateKey: (of: String, until: String)? = nil, allowed: [String] = [], help: HelpRequest? = nil
  ) async throws -> ScriptResult {
    let folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(text, to: name) }
    let emulator = clock.emulator(world, limits)
    let transport = try clock.transport(to: try await emulator.start())
    let result: Result<ScriptResult, any Error>
    do {
      let access = FileAccess(
        workingFolder: folder.path, scriptFolder: folder.path, named: arguments,
        allowed: allowed)
      let modules = ModuleFolders(["", "lib"], workingFolder: folder.path)
      result = .success(
        try await run(
          Script(name: name, source: Array(source.utf8), arguments: arguments), access, modules,
          emulator, transport, world, clock, interruptedAt: line, lateKey, help))
    } catch {
      result = .failure(error)
    }
    await transport.shutdown()
    await emulator.stop()
    return try result.get()
  }

  private static func run(
    _ script: Script, _ files: FileAccess, _ modules: ModuleFolders,
    _ emulator: CloseEmulator, _ transport: CloseTransport, _ world: World,
    _ clock: some JumpableClock,
    interruptedAt line: String?, _ lateKey: (of: String, until: String)?, _ help: HelpRequest?
  ) async throws -> ScriptResult {
    let events = Events()
    let journal = try RunJournal.inMemory()
    let record = RunRecord(
      id: "20261123-144239-test", command: "run", workingFolder: "/", startedBy: "me@here",
      baseURL: "http://127.0.0.1/api/v1", identity: "alice", startedAt: Date())
    var options = RunOptions()
    options.clock = clock
    let people = LateIdentities(try world.identities(), late: lateKey?.of)
    if let lateKey { events.whenPrinted(lateKey.until, people.arrive) }
    let engine = try await RunEngine(
      run: record, journal: journal, transport: transport, identities: people,
      identity: "alice", options: options, emit: events.add)
    let host = try await ScriptHost(
      engine: engine, files: files, modules: modules, scriptName: script.name,
      arguments: script.arguments, help: help, clock: clock, emit: events.add)
    if let line { events.whenPrinted(line) { host.interrupt() } }
    let report = await host.run(script)
    _ = await engine.finish(report.error == nil ? .done : .failed, exitStatus: 0)
    return ScriptResult(
      prints: events.prints, logs: events.logs, failures: events.failures,
      forecasts: events.forecasts, report: report,
      tally: await engine.progress().tally,
      requests: emulator.requests.map { "\($0.method) \($0.path)" },
      records: emulator.requests, throttled: emulator.throttledCount, world: emulator.world,
      operations: try await journal.operations(of: record.id))
  }
}

/// People of whom the key of one comes late.
private struct LateIdentities: IdentitySource {
  private let people: KeyedIdentities
  private let late: String?
  private let arrival = AsyncStream.makeStream(of: Void.self)

  init(_ people: KeyedIdentities, late: String?) { (self.people, self.late) = (people, late) }

  func arrive() { arrival.continuation.finish() }

  func candidates() async -> [IdentityCandidate] { await people.candidates() }

  func credential(of name: String) async throws -> Credential {
    if name == late { for await _ in arrival.stream {} }
    return try await people.credential(of: name)
  }

  func likelyNames(for word: String) async -> [String] { [] }
  func proven(_ name: String, as me: Me) async {}
}

/// Gathers what a run tells.
final class Events: Sendable {
  private let events = Mutex<[RunEvent]>([])

  private let awaited = Mutex<(line: String, handler: @Sendable () -> Void)?>(nil)

  func add(_ event: RunEvent) {
    events.withLock { $0.append(event) }
    guard case .print(let line) = event else { return }
    awaited.withLock { $0?.line == line ? $0?.handler : nil }?()
  }

  /// Calls the handler each time that line is printed.
  func whenPrinted(_ line: String, _ handler: @escaping @Sendable () -> Void) {
    awaited.withLock { $0 = (line, handler) }
  }

  private var all: [RunEvent] { events.withLock { $0 } }
  var prints: [String] { all.compactMap { if case .print(let line) = $0 { line } else { nil } } }
  var logs: [String] {
    all.compactMap { if case .log(let level, let line) = $0 { "\(level): \(line)" } else { nil } }
  }
  var forecasts: [Int] {
    all.compactMap { if case .forecast(let forecast) = $0 { forecast.requests } else { nil } }
  }
  var failures: [ItemFailure] {
    all.compactMap { if case .itemFailed(let failure) = $0 { failure } else { nil } }
  }
}
