import CloseAPI
import Emulator
import Foundation
import Journal
import Runs
import Scripting

/// An organization without limits, and two ways to fill it.
struct Office {
  private let world: World
  private let emulator: CloseEmulator
  private let transport: CloseTransport
  private let granted: Int

  /// Answers how many requests `body` has made.
  static func open(
    _ people: Int, _ grants: Int, _ body: (Office) async throws -> Void
  ) async throws -> Int {
    let users = (0..<people + grants).map { number in
      World.Person(
        email: "p\(number)@bench.test", firstName: "P", lastName: "\(number)",
        apiKey: "key-of-\(number)", role: number == 0 ? "admin" : "user")
    }
    let world = try World(
      organization: World.Organization(name: "Bench"), users: users, associations: [])
    let emulator = CloseEmulator(world: world, limits: .off)
    let transport = try CloseTransport(baseURL: try await emulator.start())
    try await body(
      Office(world: world, emulator: emulator, transport: transport, granted: grants))
    let requests = emulator.requestCount
    await transport.shutdown()
    await emulator.stop()
    return requests
  }

  private var lenders: ArraySlice<World.Person> { world.users.dropLast(granted) }
  private var borrowers: ArraySlice<World.Person> { world.users.suffix(granted) }

  func runScript() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let engine = try await RunEngine(
      run: RunRecord(
        id: "bench", command: "run", workingFolder: "/", startedBy: "bench", baseURL: "",
        identity: "p0", startedAt: Date()),
      journal: try RunJournal(file: folder.path + "/journal.sqlite"), transport: transport,
      identities: try world.identities(), identity: "p0", emit: { _ in })
    let host = try await ScriptHost(
      engine: engine,
      files: FileAccess(workingFolder: folder.path, scriptFolder: nil, named: []), emit: { _ in })
    let source = GrantsScript(lenders: lenders.count, borrowers: granted).source
    let report = await host.run(Script(name: "bench.lua", source: Array(source.utf8)))
    if let error = report.error { throw error }
    _ = await engine.finish(.done, exitStatus: 0)
  }

  /// The fewest requests that come to the same: each person proven, listed, and one bulk.
  func sendBulks() async throws {
    let ids = borrowers.map { UserID($0.id) }
    let change = try BulkChange(allowed: ids)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for person in lenders {
        group.addTask {
          let client = CloseClient(
            credential: try Credential(apiKey: person.apiKey), transport: transport)
          _ = try await client.me()
          _ = try await client.associations()
          _ = try await client.bulk(change)
        }
      }
      try await group.waitForAll()
    }
  }
}
