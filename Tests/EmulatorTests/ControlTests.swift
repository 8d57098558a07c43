import Foundation
import TestFixtures
import Testing

@testable import Emulator

@Suite("The control endpoint")
struct ControlTests {
  private let office: Office

  init() throws {
    office = try Office(
      associations: [("ann", "ben", "sdas_1")],
      limits: EmulatorLimits(requestsPerSecond: 1, window: 3))
  }

  private func control(_ method: String, _ name: String, _ json: String = "") throws -> Reply {
    try Reply(
      office.emulator.respond(
        to: WireRequest(method: method, target: "/_emulator/\(name)", body: Array(json.utf8))))
  }

  @Test func `faults are changed while it runs`() throws {
    let rules = #"{"faults":["*: 1 503"],"seed":3}"#
    #expect(try control("PUT", "faults", rules).body == ["faults": ["*: 1 503"]])
    #expect(office.send("GET", "/me/", as: "ann").status == 503)
    #expect(try control("GET", "faults/").body == ["faults": ["*: 1 503"]])
    #expect(try control("DELETE", "faults").body == ["faults": []])
    #expect(office.send("GET", "/me/", as: "ann").status == 200)
  }

  @Test(arguments: [
    (
      "{",
      "the body is not JSON (the text ends where there should be a key in quotes); "
        + #"send {"faults":["…"],"seed":1}"#
    ),
    (#"{"rules":[]}"#, "rules: is not known here; the keys are faults, seed"),
    (
      #"{"faults":["*: 9 503"]}"#,
      "the fault '*: 9 503': '9' is no probability; use a number from 0 to 1"
    ),
  ])
  func `what cannot be read changes nothing`(json: String, text: String) throws {
    office.emulator.setFaults([try Fault("*: 1 500")], seed: 1)
    #expect(try control("PUT", "faults", json) == .error(400, text))
    #expect(office.emulator.faults.map(\.description) == ["*: 1 500"])
  }

  @Test func `another path says which there are`() throws {
    #expect(try control("GET", "nothing").status == 404)
  }

  @Test func `the truth says what is so, who did it, and who was refused and why`() throws {
    let grant = #"{"allowing_user_id":"user_ann","allowed_user_id":"user_cleo"}"#
    office.clock.advance(by: .milliseconds(500))
    let id = try office.ask("POST", "/send_as/", as: "ann", json: grant).body["id"]
    _ = office.send("GET", "/send_as/sdas_1/", as: "cleo")
    for _ in 0..<4 { _ = office.send("GET", "/me/", as: "ben") }

    let truth = try control("GET", "truth").body
    #expect(
      truth["associations"] == [
        ["allowed": "ben@office.test", "allowing": "ann@office.test", "id": "sdas_1"],
        ["allowed": "cleo@office.test", "allowing": "ann@office.test", "id": id ?? .null],
      ])
    #expect(
      truth["changes"] == [
        [
          "allowed": "cleo@office.test", "allowing": "ann@office.test", "id": id ?? .null,
          "kind": "granted", "request": 1, "time": .number(0.5),
        ]
      ])
    #expect(truth["request_count"] == 6)
    guard case .array(let requests) = truth["requests"] else { throw CancellationError() }
    #expect(
      requests[1] == [
        "method": "GET", "number": 2, "path": "/api/v1/send_as/sdas_1/",
        "person": "cleo@office.test", "query": "",
        "reason": "Empty query: SendAs matching query does not exist.", "status": 404,
        "time": .number(0.5),
      ])
    #expect(requests[5]["denied_by"] == "key")
    #expect(
      truth["throttled"] == [
        "at_ingress": 0,
        "buckets": [
          ["denied": 1, "group": "GET /me/", "owner": "ben@office.test", "side": "key"]
        ], "count": 1,
      ])
    #expect(!String(describing: truth).contains("key-ann"))
  }
}
