import CloseAPI
import Emulator
import Journal
import Runs
import TestFixtures
import Testing

import struct Foundation.Date

struct FirstPageTests {
  @Test func `the example of the module's page makes the permission`() async throws {
    let emulator = CloseEmulator(world: .acme)
    let server = try await emulator.start()
    let people = try World.acme.identities()
    let record = RunRecord(
      id: "20261123-144239-page", command: "run", workingFolder: "/", startedBy: "me@here",
      baseURL: server, identity: "alice", startedAt: Date(timeIntervalSince1970: 0))

    let transport = try CloseTransport(baseURL: server)
    let engine = try await RunEngine(
      run: record, journal: .inMemory(), transport: transport, identities: people,
      identity: "alice", emit: { _ in })

    // Who calls counts as moving; the engine sends what has gathered when nothing moves.
    engine.stillness.moves()
    let alice = try await engine.identity("alice")
    let grace = try await engine.userID("grace@acme.test", for: alice)
    let outcome = try await engine.perform(
      Operation(.grant(grace), as: alice, task: "main/row 1"))
    engine.stillness.rests()
    let (summary, failure) = await engine.finish(.done, exitStatus: 0)

    await transport.shutdown()
    await emulator.stop()
    guard case .granted(let association, let isNew) = outcome else {
      Issue.record("it came to \(outcome)")
      return
    }
    #expect(isNew)
    #expect(association.allowedUserID == grace)
    #expect(summary.state == .done)
    #expect(failure == nil)
  }
}
