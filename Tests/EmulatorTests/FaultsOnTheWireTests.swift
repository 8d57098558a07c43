import FoundationEssentials
import TestFixtures
import Testing

@testable import Emulator

/// What a fault looks like from the other end of a socket.
@Suite("Faults on the wire")
struct FaultsOnTheWireTests {
  private let grant = #"{"allowing_user_id":"user_ann","allowed_user_id":"user_cleo"}"#

  private func office(_ rule: String) throws -> Office {
    let office = try Office(associations: [("ann", "ben", "sdas_1")])
    office.emulator.setFaults([try Fault(rule)], seed: 1)
    return office
  }

  /// What one request gets before the connection ends.
  private func ending(_ office: Office, _ request: String) async throws -> RawConnection.Ending {
    try await office.serving { base in
      try await RawConnection.open(base) { connection in
        try await connection.send(request)
        return try await connection.ending()
      }
    }
  }

  /// One whole answer, read up to its last byte; the connection is still good.
  private func answer(_ office: Office, _ request: String, end: String) async throws -> String {
    try await office.serving { base in
      try await RawConnection.open(base) { connection in
        try await connection.send(request)
        let text = try await connection.text(until: end)
        office.emulator.setFaults([])
        try await connection.send(RawConnection.request("GET", "/me/?_fields=id"))
        let answer = try await connection.text(until: "}")
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        return text
      }
    }
  }

  @Test(arguments: [("reset-before", false), ("reset-after", true)])
  func `a connection is reset without a word, the change made or not`(
    kind: String, isMade: Bool
  ) async throws {
    let office = try office("POST /send_as/: 1 \(kind)")
    let ending = try await ending(
      office, RawConnection.request("POST", "/send_as/", body: grant))
    #expect(ending == RawConnection.Ending(text: "", isReset: true))
    #expect(office.pairs.contains("ann>cleo") == isMade)
    #expect(office.emulator.requests.map(\.status) == [0])
  }

  @Test func `half an answer promises the whole and ends in the middle`() async throws {
    let office = try office("*: 1 half-response")
    let ending = try await ending(office, RawConnection.request("GET", "/send_as/"))
    let parts = ending.text.components(separatedBy: "\r\n\r\n")
    let whole =
      #"{"data":["#
      + #"{"allowed_user_id":"user_ben","allowing_user_id":"user_ann","id":"sdas_1","#
      + #""organization_id":"orga_office"}]}"#
    #expect(!ending.isReset)
    #expect(parts[0].contains("Content-Length: \(whole.utf8.count)"))
    #expect(parts[1] == String(whole.prefix(whole.utf8.count / 2)))
  }

  @Test func `a slow answer comes byte by byte, each a pause after the one before`() async throws {
    let office = try office("*: 1 slow-drip 250ms")
    let text = try await answer(
      office, RawConnection.request("GET", "/me/?_fields=id"), end: #"{"id":"user_ann"}"#)
    #expect(text.contains("Content-Length: 17\r\n"))
    // The clock of the test jumps to where a pause would end.
    #expect(office.clock.now.offset == .milliseconds(17 * 250))
  }

  @Test func `an answer is called JSON and is none`() async throws {
    let office = try office("*: 1 invalid-json")
    let text = try await answer(
      office, RawConnection.request("GET", "/me/?_fields=id"), end: #"{"id":"user_ann","#)
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(text.contains("Content-Type: application/json\r\n"))
    #expect(text.hasSuffix(#"{"id":"user_ann","#))
  }

  @Test func `a page of HTML comes instead, and nothing is changed`() async throws {
    let office = try office("*: 1 html 502")
    let text = try await answer(
      office, RawConnection.request("POST", "/send_as/", body: grant), end: "</html>\r\n")
    #expect(text.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
    #expect(text.contains("Content-Type: text/html\r\n"))
    #expect(text.contains("<center><h1>502 Bad Gateway</h1></center>"))
    #expect(office.pairs == ["ann>ben"])
  }

  @Test func `a status comes with Retry-After and the change made`() async throws {
    let office = try office("POST *: 1 503 retry-after 7 after")
    let text = try await answer(
      office, RawConnection.request("POST", "/send_as/", body: grant),
      end: #"{"error":"Service Unavailable"}"#)
    #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
    #expect(text.contains("Retry-After: 7\r\n"))
    #expect(office.pairs == ["ann>ben", "ann>cleo"])
  }

  @Test func `a latency is waited before the answer`() async throws {
    let office = try office("GET /me/: 1 latency 3s")
    _ = try await answer(office, RawConnection.request("GET", "/me/?_fields=id"), end: "}")
    #expect(office.clock.now.offset == .seconds(3))
  }

  @Test func `OAuth is struck as well, and says so in the log`() async throws {
    let office = try office("POST /oauth2/token/: 1 503")
    let request =
      "POST /oauth2/token/ HTTP/1.1\r\nHost: office.test\r\nContent-Length: 0\r\n\r\n"
    let text = try await answer(office, request, end: "}")
    #expect(text.hasPrefix("HTTP/1.1 503 "))
    #expect(office.emulator.requests.first?.path == "/oauth2/token/")
    #expect(office.emulator.requests.first?.fault == "POST /oauth2/token/: 1 503")
  }
}
