import CloseAPI
import Foundation
import Testing

/// The examples of the documentation's first page, as a program that only imports the module sees
/// them.
@Suite struct FirstPageTests {
  private static let people =
    #"{"data":[{"id":"user_b","email":"b@sales.example"},{"id":"user_c","email":"c@x.test"}]}"#

  @Test func `the first example grants and lists`() async throws {
    let server = try LoopbackServer([
      .json(200, #"{"id":"user_a","email":"a@x.test"}"#), .json(200, Self.people),
      .json(201, associationJSON("sdas_1", allowed: "user_b")),
      .json(200, #"{"data":[{"id":"lead_1"}],"has_more":true}"#), .json(200, #"{"data":[]}"#),
    ])
    try await Self.grantAndList(key: plantedKey, at: server.baseURL)
    server.stop()
    #expect(
      server.received.map(\.line) == [
        "GET /api/v1/me/ HTTP/1.1", "GET /api/v1/user/?_limit=100 HTTP/1.1",
        "POST /api/v1/send_as/ HTTP/1.1", "GET /api/v1/lead/?_limit=200 HTTP/1.1",
        "GET /api/v1/lead/?_limit=200&_skip=1 HTTP/1.1",
      ])
  }

  @Test func `the second example reads back what is not known`() async throws {
    let server = try LoopbackServer([
      .json(200, #"{"id":"user_a","email":"a@x.test"}"#), .reset,
      .json(200, #"{"data":[]}"#),
    ])
    try await Self.readBack(key: plantedKey, at: server.baseURL)
    server.stop()
    #expect(server.received.count == 3)
  }

  @Test func `the page shows these examples and no others`() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/CloseAPI/CloseAPI.docc/CloseAPI.md")
    let shown = try String(contentsOf: page, encoding: .utf8)
      .matches(of: /```swift\n((?s:.*?))```/).map { Self.lines(of: String($0.output.1)) }
    let own = Self.lines(of: try String(contentsOfFile: #filePath, encoding: .utf8))
    #expect(shown.count == 2)
    for example in shown {
      #expect(own.indices.contains { own[$0...].starts(with: example) }, "\(example[0])")
    }
  }

  private static func grantAndList(key: String, at server: String) async throws {
    let transport = try CloseTransport(baseURL: server)
    let alice = CloseClient(credential: try Credential(apiKey: key), transport: transport)
    let me = try await alice.me()
    for user in try await alice.users() where user.email.hasSuffix("@sales.example") {
      let association = try await alice.grant(to: user.id, from: me.id)
      print("\(user.email) may send as \(me.email): \(association.id)")
    }
    for try await page in try alice.pages(of: ResourcePath("/lead/"), query: ["_limit": "200"]) {
      print(page.count, "leads")
    }
    await transport.shutdown()
  }

  private static func readBack(key: String, at server: String) async throws {
    let transport = try CloseTransport(baseURL: server)
    let alice = CloseClient(credential: try Credential(apiKey: key), transport: transport)
    let me = try await alice.me()
    do {
      _ = try await alice.grant(to: "user_…", from: me.id)
    } catch {
      guard error.kind == .ambiguous else { throw error }
      let known = try await alice.associations(allowing: me.id)
      print(known.contains { $0.allowedUserID == "user_…" } ? "it was made" : "it was not made")
    }
    await transport.shutdown()
  }

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
