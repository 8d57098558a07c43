import CloseAPI
import Emulator
import Foundation
import Journal
import Synchronization
import TestFixtures

@testable import Runs

/// A run on an emulator of its own, with a journal in memory.
struct RunFixture {
  let engine: RunEngine
  let journal: RunJournal
  let emulator: CloseEmulator
  let world: World
  let baseURL: String
  /// On which everything waits.
  let clock: JumpingClock
  private let transport: CloseTransport

  /// Runs `body` in the name of alice and ends everything after it.
  static func run(
    world: World = .acme, journal: RunJournal? = nil,
    onChange: (@Sendable (WorldChange) -> Void)? = nil,
    _ body: (RunFixture) async throws -> Void
  ) async throws {
    let clock = JumpingClock()
    let emulator = CloseEmulator(world: world, clock: clock, seed: 1, onChange: onChange)
    let baseURL = try await emulator.start()
    let transport = try CloseTransport(baseURL: baseURL, clock: clock)
    var options = RunOptions()
    options.clock = clock
    let journal = try journal ?? RunJournal.inMemory()
    let record = RunRecord(
      id: "20261123-144239-test", command: "run", workingFolder: "/", startedBy: "me@here",
      baseURL: "http://127.0.0.1/api/v1", identity: "alice", startedAt: Date())
    let engine = try await RunEngine(
      run: record, journal: journal, transport: transport, identities: try world.identities(),
      identity: "alice", options: options, emit: { _ in })
    let fixture = RunFixture(
      engine: engine, journal: journal, emulator: emulator, world: world, baseURL: baseURL,
      clock: clock, transport: transport)
    do { try await body(fixture) } catch {
      await fixture.end()
      throw error
    }
    await fixture.end()
  }

  private func end() async {
    await transport.shutdown()
    await emulator.stop()
  }

  func id(_ name: String) -> UserID {
    UserID(rawValue: world.users.first { $0.email.hasPrefix(name + "@") }?.id ?? "nobody")
  }

  /// Carries operations out at the same time, as tasks of a script would.
  func perform(
    _ kinds: [Runs.Operation.Kind], as name: String = "alice"
  ) async throws -> [Result<Outcome, any Error>] {
    engine.stillness.moves()
    let identity = try await engine.identity(name)
    engine.stillness.moves(kinds.count)
    engine.stillness.rests()
    return await withTaskGroup(of: (Int, Result<Outcome, any Error>).self) { group in
      for (index, kind) in kinds.enumerated() {
        group.addTask {
          defer { engine.stillness.rests() }
          do {
            return (index, .success(try await engine.perform(Runs.Operation(kind, as: identity))))
          } catch { return (index, .failure(error)) }
        }
      }
      var results: [(Int, Result<Outcome, any Error>)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Requests to `/send_as/` so far, as `POST /api/v1/send_as/bulk/`.
  var sendAsRequests: [String] {
    emulator.requests.filter { $0.path.contains("send_as") }.map { "\($0.method) \($0.path)" }
  }
}
