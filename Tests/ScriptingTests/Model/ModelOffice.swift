import CloseAPI
import Emulator
import Foundation
import Journal
import Lua
import Runs
import Synchronization
import TestFixtures

@testable import Scripting

/// Runs a program on an emulator, kills the run and resumes it, all in this process and in virtual
/// time.
///
/// A run dies when its journal is closed: nothing is written from then on, and nothing leaves without
/// being written first; what has left already takes effect or not, as after a real kill.
final class ModelOffice: Sendable {
  private struct State {
    var pairs: [String: ModelProgram.Pair] = [:]
    var changes: [ModelProgram.Pair: Int] = [:]
    var death: (left: Int, die: @Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let world: World
  private let folder: TemporaryFolder
  private let clock = JumpingClock()
  private let emulator: Mutex<CloseEmulator?> = Mutex(nil)
  private let baseURL: Mutex<String> = Mutex("")

  /// What an attempt has come to.
  struct Attempt {
    var error: LuaError?
    var told: [String]
    var hasDied: Bool
    var plan: Plan?
  }

  private init(_ program: ModelProgram) throws {
    world = try program.world()
    folder = try TemporaryFolder()
    let text = try JSONEncoder().encode(program)
    try folder.write(String(decoding: text, as: UTF8.self), to: "program.json")
    for association in world.associations {
      let pair = ModelProgram.Pair(lender: association.allowing, borrower: association.allowed)
      state.withLock { $0.pairs[association.id] = pair }
    }
  }

  static func use(
    _ program: ModelProgram, seed: UInt64, faults: [String],
    _ body: (ModelOffice) async throws -> Void
  ) async throws {
    let office = try ModelOffice(program)
    let emulator = CloseEmulator(
      world: office.world, limits: .off, clock: office.clock, seed: seed,
      onChange: { office.note($0) })
    emulator.setFaults(try faults.map { try Fault($0) }, seed: seed)
    office.emulator.withLock { $0 = emulator }
    let url = try await emulator.start()
    office.baseURL.withLock { $0 = url }
    do { try await body(office) } catch {
      await emulator.stop()
      throw error
    }
    await emulator.stop()
  }

  /// What holds now.
  var truth: Set<ModelProgram.Pair> {
    let world = emulator.withLock { $0?.world }
    return Set(
      (world?.associations ?? []).map {
        ModelProgram.Pair(lender: $0.allowing, borrower: $0.allowed)
      })
  }

  var changes: [ModelProgram.Pair: Int] { state.withLock { $0.changes } }

  private func note(_ change: WorldChange) {
    let die = state.withLock { state -> (@Sendable () -> Void)? in
      switch change {
      case .granted(let id, let allowing, let allowed):
        let pair = ModelProgram.Pair(lender: allowing, borrower: allowed)
        state.pairs[id] = pair
        state.changes[pair, default: 0] += 1
      case .revoked(let id):
        if let pair = state.pairs[id] { state.changes[pair, default: 0] += 1 }
      case .member, .tokenGiven, .tokenEnded: break
      }
      state.death?.left -= 1
      guard let death = state.death, death.left <= 0 else { return nil }
      state.death = nil
      return death.die
    }
    die?()
  }

  /// One execution; it dies when the emulator has made that many changes.
  func attempt(
    _ number: Int, of run: String, dyingAt count: Int? = nil, isPlan: Bool = false,
    retry: Replay.Retry = .nothing, undoing plan: Plan? = nil
  ) async throws -> Attempt {
    let file = isPlan ? "plan.sqlite" : "journal.sqlite"
    let journal = try RunJournal(file: folder.file(file))
    let transport = try CloseTransport(baseURL: baseURL.withLock { $0 }, clock: clock)
    let dead = Mutex(false)
    if let count {
      let death = { @Sendable in
        dead.withLock { $0 = true }
        journal.close()
      }
      state.withLock { $0.death = (count, death) }
    }
    let events = Events()
    var options = RunOptions()
    options.guardrails.allowsLargeRevokes = true
    (options.isPlan, options.retry, options.clock) = (isPlan, retry, clock)
    var record = RunRecord(
      id: run, command: "run", workingFolder: "/", startedBy: "me@here",
      baseURL: "http://127.0.0.1/api/v1", identity: "l0", startedAt: Date())
    record.attempt = number
    let engine = try await RunEngine(
      run: record, journal: journal, transport: transport, identities: try world.identities(),
      identity: "l0", options: options, emit: events.add)
    var attempt = Attempt(error: nil, told: [], hasDied: false)
    if let plan {
      attempt.error = try await undo(plan, engine)
    } else {
      let host = try await ScriptHost(
        engine: engine,
        files: FileAccess(workingFolder: folder.path, scriptFolder: nil, named: []),
        clock: clock, emit: events.add)
      attempt.error = await host.run(
        Script(name: "model.lua", source: Array(ModelProgram.source.utf8))
      ).error
      if isPlan { attempt.plan = try await engine.plan(of: []) }
    }
    _ = await engine.finish(attempt.error == nil ? .done : .failed, exitStatus: 0)
    state.withLock { $0.death = nil }
    attempt.hasDied = dead.withLock { $0 }
    attempt.told = (events.prints.last ?? "").split(separator: ";").map(String.init)
    await transport.shutdown()
    return attempt
  }

  private func undo(_ plan: Plan, _ engine: RunEngine) async throws -> LuaError? {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    var plan = plan
    plan.organizationID = try await engine.identity().organization
    do {
      let obstacles = try await engine.obstacles(of: plan)
      let failures = await engine.apply(plan, without: obstacles)
      return failures.first.map { LuaError(kind: .init(rawValue: $0.kind), message: $0.message) }
    } catch { return LuaError(kind: .init(rawValue: "stopped"), message: "\(error)") }
  }

  /// The inverse of what a run has changed.
  func inverse(of run: String) async throws -> (plan: Plan, left: [String]) {
    let journal = try RunJournal(file: folder.file("journal.sqlite"))
    let (plan, left) = Plan.undoing(try await journal.operations(of: run))
    return (plan, left.map(\.reason))
  }
}
