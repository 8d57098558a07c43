import CloseAPI
import Emulator
import Journal
import Testing

@testable import Runs

/// What a task is told without waiting for the engine.
struct AtOnceTests {
  /// What the engine says at once to a grant or revocation, if it does.
  private func atOnce(
    _ kind: Runs.Operation.Kind, _ fixture: RunFixture, as name: String = "alice"
  ) async throws -> Outcome? {
    fixture.engine.stillness.moves()
    defer { fixture.engine.stillness.rests() }
    let operation = Runs.Operation(kind, as: try await fixture.engine.identity(name))
    guard case .ended(let outcome) = fixture.engine.begin(operation) else { return nil }
    return outcome
  }

  private func isGranted(_ outcome: Outcome?) -> Bool {
    if case .granted(_, isNew: false)? = outcome { true } else { false }
  }

  @Test func `what stands is told once it is known, and written down`() async throws {
    try await RunFixture.run { fixture in
      let zoe = fixture.id("zoe")
      #expect(try await atOnce(.grant(zoe), fixture) == nil)
      _ = try await fixture.perform([.grant(zoe)])
      let requests = fixture.sendAsRequests

      #expect(isGranted(try await atOnce(.grant(zoe), fixture)))
      #expect(try await atOnce(.revoke(.person(zoe)), fixture) == nil)
      try await fixture.engine.flushRecords()
      #expect(fixture.sendAsRequests == requests)
      let states = try await fixture.journal.operations(of: fixture.engine.run.id).map(\.state)
      #expect(states == [.done, .unchanged])
      #expect(await fixture.engine.progress().tally.alreadyGranted == 1)
    }
  }

  @Test func `what was taken back does not stand any more`() async throws {
    try await RunFixture.run { fixture in
      let zoe = fixture.id("zoe")
      _ = try await fixture.perform([.grant(zoe)])
      _ = try await fixture.perform([.revoke(.person(zoe))])
      #expect(try await atOnce(.grant(zoe), fixture) == nil)
      guard case .revoked(false)? = try await atOnce(.revoke(.person(zoe)), fixture) else {
        Issue.record("what is gone was not told to be")
        return
      }
    }
  }

  @Test func `nothing is told to stand while a change of that person is under way`()
    async throws
  {
    try await RunFixture.run { fixture in
      let (zoe, grace) = (fixture.id("zoe"), fixture.id("grace"))
      _ = try await fixture.perform([.grant(zoe)])
      // Held back: something of the run still moves.
      fixture.engine.stillness.moves()
      async let revoked = fixture.perform([.revoke(.person(zoe)), .grant(grace)])
      while await fixture.engine.waitingCount < 2 { await Task.yield() }

      #expect(try await atOnce(.grant(zoe), fixture) == nil)
      #expect(try await atOnce(.grant(grace), fixture) == nil)
      fixture.engine.stillness.rests()
      _ = try await revoked
      #expect(isGranted(try await atOnce(.grant(grace), fixture)))
    }
  }

  @Test func `what a rule refuses is not told to stand`() async throws {
    try await RunFixture.run { fixture in
      let alice = fixture.id("alice")
      _ = try await fixture.perform([.grant(fixture.id("zoe"))])
      #expect(try await atOnce(.grant(alice), fixture) == nil)
      #expect(try await atOnce(.revoke(.person(alice)), fixture) != nil)
    }
  }

  @Test func `nothing is told at once where changes are only planned, or the run is over`()
    async throws
  {
    try await RunFixture.run { fixture in
      let zoe = fixture.id("zoe")
      _ = try await fixture.perform([.grant(zoe)])
      await fixture.engine.beginPlan()
      #expect(try await atOnce(.grant(zoe), fixture) == nil)
      await fixture.engine.dropPlan()
      #expect(isGranted(try await atOnce(.grant(zoe), fixture)))
      _ = await fixture.engine.finish(.done, exitStatus: 0)
      #expect(try await atOnce(.grant(zoe), fixture) == nil)
    }
  }
}

extension RunEngine {
  fileprivate var waitingCount: Int { waiting.count }
}
