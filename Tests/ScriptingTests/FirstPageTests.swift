import CloseAPI
import Emulator
import Foundation
import Journal
import Runs
import Scripting
import Synchronization
import TestFixtures
import Testing

struct FirstPageTests {
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  @Test func `the example of the module's page makes the permission`() async throws {
    let emulator = CloseEmulator(world: .acme)
    let server = try await emulator.start()
    let people = try World.acme.identities()
    let lines = Lines()
    let record = RunRecord(
      id: "20261123-144239-page", command: "run", workingFolder: "/", startedBy: "me@here",
      baseURL: server, identity: "alice", startedAt: Date())
    let transport = try CloseTransport(baseURL: server)
    let engine = try await RunEngine(
      run: record, journal: .inMemory(), transport: transport, identities: people,
      identity: "alice", emit: { _ in })
    let host = try await ScriptHost(
      engine: engine, files: FileAccess(workingFolder: "/", scriptFolder: nil, named: []),
      emit: { event in if case .print(let line) = event { lines.add(line) } })

    let script = Script(
      name: "first.lua",
      source: Array("print(sendas.grant('grace@acme.test').id:sub(1, 5))".utf8))
    let report = await host.run(script)

    _ = await engine.finish(.done, exitStatus: 0)
    await transport.shutdown()
    await emulator.stop()
    #expect(report.error == nil)
    #expect(lines.all == ["sdas_"])
  }

  @Test func `an entry of the catalogue says what the page says`() throws {
    let grant = try #require(LibraryCatalog.function("sendas.grant"))
    print(grant.signature)
    print(grant.summary)

    #expect(grant.signature.hasPrefix("sendas.grant("))
    #expect(!grant.summary.isEmpty)
  }
}
