import CloseAPI
import Emulator
import Foundation
import Journal
import Lua
import Runs
import Synchronization
import TestFixtures

@testable import Scripting

/// One operation while its requests are struck by one fault: what the script is told, and what the
/// emulator has changed.
struct FaultTrial {
  /// An operation as a script makes it, and the requests in which it leaves.
  struct Kind {
    let name: String
    let requests: [String]
    let call: String

    init(name: String, requests: String..., call: String) {
      (self.name, self.requests, self.call) = (name, requests, call)
    }

    static let all = [
      Kind(name: "me", requests: "GET /me/", call: "sendas.me()"),
      Kind(name: "list", requests: "GET /send_as/", call: "sendas.list{}"),
      Kind(name: "get", requests: "GET /send_as/sdas*", call: "sendas.get(ID)"),
      Kind(name: "grant", requests: "POST /send_as/", call: "sendas.grant('grace@acme.test')"),
      Kind(name: "revoke", requests: "DELETE /send_as/", call: "sendas.revoke('bob@acme.test')"),
      // In every form in which it may leave.
      Kind(
        name: "grant*", requests: "POST /send_as/", "POST /send_as/bulk/",
        call: "sendas.grant('grace@acme.test')"),
      Kind(
        name: "revoke*", requests: "DELETE /send_as/", "POST /send_as/bulk/",
        call: "sendas.revoke('bob@acme.test')"),
      // The list that is read before the first change.
      Kind(
        name: "before", requests: "GET /send_as/", call: "sendas.grant('grace@acme.test')"),
      Kind(
        name: "bulk", requests: "POST /send_as/bulk/",
        call:
          "sendas.bulk{ allowed_user_ids = {'grace@acme.test'}, disallowed_user_ids = {'bob@acme.test'} }"
      ),
      Kind(
        name: "sync", requests: "POST /send_as/bulk/",
        call: "sendas.sync{ 'grace@acme.test' }"),
      Kind(name: "GET", requests: "GET /role/", call: "close.get('role')"),
      Kind(
        name: "POST", requests: "POST /membership/",
        call: "close.post('membership', { email = 'new@acme.test' })"),
      Kind(
        name: "PUT", requests: "PUT /membership/*",
        call: "close.put('membership/' .. MEMBERSHIP, { role_id = 'superuser' })"),
      Kind(
        name: "DELETE", requests: "DELETE /membership/*",
        call: "close.delete('membership/' .. MEMBERSHIP)"),
    ]
  }

  /// How often the fault strikes.
  enum Frequency { case once, always }

  let fault: String
  let kind: Kind
  let frequency: Frequency

  /// What came of it: `done`, or the kind of the error, in four letters; and how many changes the
  /// emulator has made.
  func outcome() async throws -> String {
    let clock = JumpingClock()
    let changes = Mutex(0)
    let world = World.acme
    let emulator = CloseEmulator(
      world: world, limits: .off, clock: clock, seed: 1,
      onChange: { _ in changes.withLock { $0 += 1 } })
    let (probability, seed) = frequency == .always ? ("1", 1) : ("0.05", Self.strikingOnce)
    let faults = try kind.requests.map { try Fault("\($0): \(probability) \(fault)") }
    emulator.setFaults(faults, seed: seed)
    let transport = try CloseTransport(baseURL: try await emulator.start(), clock: clock)
    let told = try await told(world, transport, clock)
    await transport.shutdown()
    await emulator.stop()
    return "\(told.prefix(4))\(changes.withLock { $0 })"
  }

  private func told(
    _ world: World, _ transport: CloseTransport, _ clock: JumpingClock
  ) async throws -> String {
    let events = Events()
    var options = RunOptions()
    options.clock = clock
    let engine = try await RunEngine(
      run: RunRecord(
        id: "20261123-144239-test", command: "run", workingFolder: "/", startedBy: "me@here",
        baseURL: "http://127.0.0.1/api/v1", identity: "alice", startedAt: Date()),
      journal: try RunJournal.inMemory(), transport: transport, identities: try world.identities(),
      identity: "alice", options: options, emit: events.add)
    let host = try await ScriptHost(
      engine: engine, files: FileAccess(workingFolder: "/", scriptFolder: nil, named: []),
      clock: clock, emit: events.add)
    let own = world.associations.first { $0.allowing == "alice@acme.test" }
    let zoe = world.users.first { $0.email == "zoe@acme.test" }
    let source = """
      local ID = "\(own?.id ?? "")"
      local MEMBERSHIP = ""
      if "\(kind.name)" == "PUT" or "\(kind.name)" == "DELETE" then
        for _, member in ipairs(organization.members{}) do
          if member.user_id == "\(zoe?.id ?? "")" then MEMBERSHIP = member.id end
        end
      end
      local ok, err = pcall(function() \(kind.call) end)
      print(ok and "done" or err.kind or tostring(err))
      """
    let report = await host.run(Script(name: "fault.lua", source: Array(source.utf8)))
    _ = await engine.finish(.done, exitStatus: 0)
    return events.prints.last ?? report.error?.message ?? "nothing"
  }

  /// A seed whose dice strike at one in twenty the first time, and then not for long.
  private static let strikingOnce: UInt64 = {
    for seed in 1...UInt64(100_000) {
      var dice = SplitMix64(seed: seed)
      let shares = (0..<41).map { _ in Double(dice.next() >> 11) * 0x1p-53 }
      if shares[0] < 0.05, shares.dropFirst().allSatisfy({ $0 >= 0.05 }) { return seed }
    }
    return 0
  }()
}
