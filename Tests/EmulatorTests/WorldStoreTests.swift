import Foundation
import Testing

@testable import Emulator

/// Each test has a folder of its own, removed with the suite's value.
@Suite("Worlds kept in a folder")
final class WorldStoreTests {
  private let folder =
    FileManager.default.temporaryDirectory.appendingPathComponent("world-\(UUID())").path
  private var log: String { "\(folder)/changes.jsonl" }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func granted(_ id: String, _ allowing: String, _ allowed: String) -> WorldChange {
    .granted(id: id, allowing: "\(allowing)@office.test", allowed: "\(allowed)@office.test")
  }

  private func world(_ associations: World.Association...) throws -> World {
    try World(
      organization: Office.world.organization, users: Office.world.users,
      associations: associations)
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func failure(_ body: () throws(EmulatorError) -> Void) -> EmulatorError? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func `a new folder has no world`() throws {
    #expect(try WorldStore(folder: folder).load() == nil)
  }

  @Test func `a world and its changes come back, compacted or not`() throws {
    var store: WorldStore? = try WorldStore(folder: folder)
    try store?.compact(
      world(.init(allowing: "ann@office.test", allowed: "ben@office.test", id: "sdas_1")))
    try store?.append(granted("sdas_2", "ben", "cleo"))
    try store?.append(.revoked(id: "sdas_1"))
    try store?.append(granted("sdas_3", "ann", "ben"))
    store = nil

    let expected = try world(
      .init(allowing: "ben@office.test", allowed: "cleo@office.test", id: "sdas_2"),
      .init(allowing: "ann@office.test", allowed: "ben@office.test", id: "sdas_3"))
    store = try WorldStore(folder: folder)
    #expect(try store?.load() == expected)
    try store?.compact(expected)
    #expect(try Data(contentsOf: URL(fileURLWithPath: log)) == Data())
    #expect(try store?.load() == expected)
  }

  @Test func `changes that the snapshot already holds are skipped`() throws {
    let store = try WorldStore(folder: folder)
    let snapshot = try world(
      .init(allowing: "ann@office.test", allowed: "ben@office.test", id: "sdas_2"))
    try store.compact(snapshot)
    // As a process leaves it that ends after the snapshot and before the log is emptied.
    try store.append(granted("sdas_1", "ann", "ben"))
    try store.append(.revoked(id: "sdas_1"))
    try store.append(granted("sdas_2", "ann", "ben"))
    #expect(try store.load() == snapshot)
  }

  @Test func `a torn last line is dropped and the next begins afresh`() throws {
    var store: WorldStore? = try WorldStore(folder: folder)
    try store?.compact(Office.world)
    try store?.append(granted("sdas_1", "ann", "ben"))
    store = nil
    var text = try String(contentsOfFile: log, encoding: .utf8)
    text += #"{"granted":{"allowed":"cl"#
    try write(text, to: log)

    store = try WorldStore(folder: folder)
    try store?.append(granted("sdas_2", "ben", "ann"))
    #expect(
      try store?.load()
        == world(
          .init(allowing: "ann@office.test", allowed: "ben@office.test", id: "sdas_1"),
          .init(allowing: "ben@office.test", allowed: "ann@office.test", id: "sdas_2")))
  }

  @Test func `a log that has grown long is made a snapshot while the emulator runs`() throws {
    let store = try WorldStore(folder: folder)
    try store.compact(Office.world)
    let office = try Office(store: store)
    let bodies = ["allowed", "disallowed"].map { #"{"\#($0)_user_ids":["user_ben","user_cleo"]}"# }
    var (longest, snapshots) = (0, 0)
    for number in 0..<1001 {
      let before = try Data(contentsOf: URL(fileURLWithPath: log)).count
      let reply = try office.ask(
        "POST", "/send_as/bulk/", as: "ann", json: bodies[number % 2])
      #expect(reply.status == 200)
      let after = try Data(contentsOf: URL(fileURLWithPath: log)).count
      longest = max(longest, after)
      if after < before { snapshots += 1 }
    }
    #expect(snapshots >= 2)
    #expect(longest < (1 << 16) + 1000)
    #expect(office.pairs == ["ann>ben", "ann>cleo"])
    #expect(try store.load() == office.emulator.world)
  }

  @Test func `a token in the file must be of an app and of somebody`() throws {
    func message(_ token: String) -> String? {
      let text =
        #"{"organization":{"name":"X"},"users":[],"oauth":{"tokens":[{\#(token),"token":"t"}]}}"#
      return failure { () throws(EmulatorError) in _ = try World(json: Data(text.utf8)) }?.message
    }
    #expect(
      message(#""client_id":"oa2client_example","user_id":"user_x","scope":"""#)
        == "oauth.tokens[0].user_id: no person of users has the id 'user_x'")
    #expect(
      message(#""client_id":"a","user_id":"user_x""#) == "oauth.tokens[0].scope: is missing; add it"
    )
  }

  @Test func `a line that is no change is named`() throws {
    let store = try WorldStore(folder: folder)
    try store.compact(Office.world)
    try store.append(.revoked(id: "sdas_1"))
    try write(try String(contentsOfFile: log, encoding: .utf8) + "nonsense\n", to: log)
    let error = try #require(failure { () throws(EmulatorError) in _ = try store.load() })
    #expect(error.kind == .storeDamaged)
    #expect(
      error.message
        == "\(log), line 2: this is not a change that the emulator wrote; correct it, or"
        + " remove \(folder)/world.json to begin anew")
  }

  @Test func `a change that names nobody is damage, not a world`() throws {
    let store = try WorldStore(folder: folder)
    try store.compact(Office.world)
    try store.append(granted("sdas_1", "ann", "eve"))
    let error = try #require(failure { () throws(EmulatorError) in _ = try store.load() })
    #expect(error.kind == .storeDamaged)
    #expect(error.message.contains("has the email 'eve@office.test'"))
  }

  @Test func `two stores cannot share a folder, one after the other can`() throws {
    var store: WorldStore? = try WorldStore(folder: folder)
    let error = try #require(
      failure { () throws(EmulatorError) in _ = try WorldStore(folder: folder) })
    #expect(error.kind == .storeInUse)
    #expect(
      error.message == "another process uses the emulator's world in \(folder); wait until it "
        + "has ended, or choose another state folder")
    #expect(try store?.load() == nil)
    store = nil
    #expect(throws: Never.self) { try WorldStore(folder: self.folder) }
  }

  @Test func `its files are private`() throws {
    let store = try WorldStore(folder: folder)
    try store.compact(Office.world)
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder) {
      let attributes = try files.attributesOfItem(atPath: "\(folder)/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let attributes = try files.attributesOfItem(atPath: folder)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func `a folder that cannot be is an error that names it`() throws {
    let error = try #require(
      failure { () throws(EmulatorError) in _ = try WorldStore(folder: "/dev/null/world") })
    #expect(error.kind == .storeUnavailable)
    #expect(error.message.contains("/dev/null/world"))
  }
}
