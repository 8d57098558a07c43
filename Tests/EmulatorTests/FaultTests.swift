import Foundation
import TestFixtures
import Testing

@testable import Emulator

@Suite("Faults")
struct FaultTests {
  private let grant = #"{"allowing_user_id":"user_ann","allowed_user_id":"user_cleo"}"#

  private func office(_ rules: String..., limits: EmulatorLimits = .off) throws -> Office {
    let office = try Office(associations: [("ann", "ben", "sdas_1")], limits: limits)
    office.emulator.setFaults(try rules.map { try Fault($0) }, seed: 1)
    return office
  }

  @Test(
    arguments: [
      ("POST /send_as/: 1 503", 503, nil, false),
      ("POST /send_as/: 1 503 retry-after 5", 503, "5", false),
      ("POST *: 1 500 after", 500, nil, true), ("* /send*: 1 429 retry-after 2", 429, "2", false),
      ("*: 1 504 retry-after 1 after", 504, "1", true),
      ("POST /send_as/: 1.0 502", 502, nil, false),
    ] as [(String, Int, String?, Bool)])
  func `an answer is another, before the change is made or after it`(
    rule: String, status: Int, retryAfter: String?, isMade: Bool
  ) throws {
    let office = try office(rule)
    let response = office.send("POST", "/send_as/", as: "ann", json: grant)
    #expect(response.status == status)
    #expect(response["Retry-After"] == retryAfter)
    #expect(office.pairs.contains("ann>cleo") == isMade)
    #expect(office.emulator.requests.last?.fault == rule)
  }

  @Test func `a connection is reset before the change or after it`() throws {
    let before = try office("POST /send_as/: 1 reset-before")
    #expect(before.send("POST", "/send_as/", as: "ann", json: grant).delivery == .reset)
    #expect(before.pairs == ["ann>ben"])
    let after = try office("POST /send_as/: 1 reset-after")
    #expect(after.send("POST", "/send_as/", as: "ann", json: grant).delivery == .reset)
    #expect(after.pairs == ["ann>ben", "ann>cleo"])
  }

  @Test func `other requests are left alone`() throws {
    let office = try office("POST /send_as/: 1 reset-before", "GET /send_as/sdas_9/: 1 500")
    #expect(office.send("GET", "/send_as/", as: "ann").delivery == .whole)
    #expect(office.send("POST", "/send_as/bulk/", as: "ann", json: "{}").status == 200)
    #expect(office.emulator.requests.allSatisfy { $0.fault == nil })
  }

  @Test func `an answer may be no JSON, a page, half, or drip`() throws {
    let wrong = try office("*: 1 invalid-json").send("GET", "/me/", as: "ann")
    #expect(wrong["Content-Type"] == "application/json")
    #expect((try? JSONValue(parsing: wrong.body)) == nil)
    let page = try office("*: 1 html 503").send("GET", "/me/", as: "ann")
    #expect(page.status == 503)
    #expect(page["Content-Type"] == "text/html")
    #expect(try office("*: 1 half-response").send("GET", "/me/", as: "ann").delivery == .half)
    #expect(
      try office("*: 1 slow-drip 50ms").send("GET", "/me/", as: "ann").delivery
        == .drip(.milliseconds(50)))
  }

  @Test func `latencies add up and go with another fault`() throws {
    let office = try office("*: 1 latency 200ms", "GET *: 1 latency 1s..2s", "*: 1 503", "*: 1 500")
    let response = office.send("GET", "/me/", as: "ann")
    #expect(response.status == 503)
    #expect((.milliseconds(1200)...(.milliseconds(2200))).contains(response.delay))
    #expect(
      office.emulator.requests.last?.fault
        == "*: 1 latency 200ms; GET *: 1 latency 1s..2s; *: 1 503")
  }

  @Test func `equal seeds strike the same requests`() throws {
    func struck(_ seed: UInt64) throws -> [Int] {
      let office = try Office()
      office.emulator.setFaults([try Fault("*: 0.3 503")], seed: seed)
      return (0..<200).map { _ in office.send("GET", "/me/", as: "ann").status }
    }
    let first = try struck(7)
    #expect(try struck(7) == first)
    #expect(try struck(8) != first)
    #expect((30...90).contains(first.count { $0 == 503 }))
  }

  @Test func `a stale read sees a change only when it is old enough`() throws {
    let office = try office("GET *: 1 stale 30s")
    _ = office.send("DELETE", "/send_as/sdas_1/", as: "ann")
    #expect(office.send("GET", "/send_as/sdas_1/", as: "ann").status == 200)
    #expect(office.send("DELETE", "/send_as/sdas_1/", as: "ann").status == 404)
    office.clock.advance(by: .milliseconds(29_999))
    #expect(office.send("GET", "/send_as/sdas_1/", as: "ann").status == 200)
    office.clock.advance(by: .milliseconds(1))
    #expect(office.send("GET", "/send_as/sdas_1/", as: "ann").status == 404)
  }

  @Test func `a header that lies says that all is left`() throws {
    let office = try office(
      "*: 1 lying-header", limits: EmulatorLimits(requestsPerSecond: 1, window: 8))
    #expect(
      office.send("GET", "/me/", as: "ann")["RateLimit"] == "limit=8, remaining=8, reset=1")
    for _ in 0..<7 { _ = office.send("GET", "/me/", as: "ann") }
    #expect(office.send("GET", "/me/", as: "ann").status == 429)
  }

  @Test(arguments: [
    ("x", "has no colon; write METHOD PATH: PROBABILITY KIND"),
    ("/send_as/: 1 503", "must begin with a method and a path, as in POST /send_as/"),
    ("FETCH /x/: 1 503", "'FETCH' is no method; use GET, POST, PUT, PATCH, DELETE or *"),
    ("GET send_as: 1 503", "'send_as' is no path; write it as in /send_as/, or *"),
    ("GET /x/: 2 503", "'2' is no probability; use a number from 0 to 1"),
    ("GET /x/: 1 503 retry-after", "retry-after needs whole seconds, as in 503 retry-after 5"),
    ("GET /x/: 1 503 soon", "'soon' means nothing after 503; use retry-after SECONDS or after"),
    ("GET /x/: 1 latency fast", "'fast' is no time; write it as 200ms or 1.5s"),
    ("GET /x/: 1 latency 2s..1s", "'2s..1s' ends before it begins"),
    ("GET /x/: 1 stale", "stale needs one word after it, as in stale 30s"),
    ("GET /x/: 1 reset-after 3", "'3' means nothing after reset-after"),
  ])
  func `a fault that cannot be read is said to be none`(rule: String, words: String) {
    do {
      _ = try Fault(rule)
      Issue.record("'\(rule)' was read")
    } catch {
      #expect(error.kind == .invalidFault)
      #expect(error.message == "the fault '\(rule)': \(words)")
    }
  }
}
