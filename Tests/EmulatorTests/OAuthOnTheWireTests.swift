import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestFixtures
import Testing

@testable import Emulator

/// The whole flow of an OAuth app over a socket, with a client that has nothing of ours.
@Suite("OAuth on the wire")
struct OAuthOnTheWireTests {
  private let app = "client_id=oa2client_example&client_secret=example-secret"
  private let back = "https://app.test/back"
  // The pair is that of RFC 7636, appendix B.
  private let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
  private let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

  /// A client that goes where it is sent only when it wants to.
  private struct Browser {
    let root: String
    let client: HTTPClient

    func get(_ path: String, token: String? = nil) async throws -> (HTTPClientResponse, String) {
      var request = HTTPClientRequest(url: root + path)
      if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
      return try await send(request)
    }

    func post(_ path: String, _ form: String) async throws -> (HTTPClientResponse, String) {
      var request = HTTPClientRequest(url: root + path)
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      request.body = .bytes(ByteBuffer(string: form))
      return try await send(request)
    }

    private func send(_ request: HTTPClientRequest) async throws -> (HTTPClientResponse, String) {
      let response = try await client.execute(request, timeout: .seconds(60))
      return (response, String(buffer: try await response.body.collect(upTo: 1 << 20)))
    }
  }

  private func browsing(_ office: Office, _ body: (Browser) async throws -> Void) async throws {
    try await office.serving { base in
      let client = HTTPClient(configuration: .init(redirectConfiguration: .disallow))
      do {
        try await body(Browser(root: String(base.dropLast("/api/v1".count)), client: client))
      } catch {
        try await client.shutdown()
        throw error
      }
      try await client.shutdown()
    }
  }

  private func text(_ key: String, of json: String) throws -> String {
    guard case .string(let text) = try JSONValue(parsing: Array(json.utf8))[key] else {
      throw CancellationError()
    }
    return text
  }

  /// Fills in the page as a person does: every hidden field, who they are, and the button.
  private func allow(_ browser: Browser) async throws -> [String: String] {
    let (asked, page) = try await browser.get(
      "/oauth2/authorize/?client_id=oa2client_example&response_type=code&redirect_uri=\(back)"
        + "&state=s%20t%26te&code_challenge=\(challenge)&code_challenge_method=S256")
    #expect(asked.status == .ok)
    #expect(asked.headers["Content-Type"] == ["text/html; charset=utf-8"])
    var form = page.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/).map {
      "\($0.1)=\($0.2.replacing("&amp;", with: "%26").replacing(" ", with: "+"))"
    }
    form += ["user=ben@office.test", "decision=allow"]
    let (sent, _) = try await browser.post("/oauth2/authorize/", form.joined(separator: "&"))
    #expect(sent.status == .found)
    let place = try #require(URLComponents(string: sent.headers["Location"].first ?? ""))
    #expect(place.string?.hasPrefix(back + "?") == true)
    return Dictionary(
      (place.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
  }

  private func trade(_ browser: Browser, _ form: String) async throws -> (UInt, String) {
    let (response, text) = try await browser.post("/oauth2/token/", "\(app)&\(form)")
    return (response.status.code, text)
  }

  private func tokens(_ browser: Browser) async throws -> (access: String, refresh: String) {
    let given = try await allow(browser)
    #expect(given["state"] == "s t&te")
    let form =
      "grant_type=authorization_code&code=\(given["code"] ?? "")&redirect_uri=\(back)"
      + "&code_verifier=\(verifier)"
    let (status, json) = try await trade(browser, form)
    #expect(status == 200)
    let again = try await trade(browser, form)
    #expect(again == (400, #"{"error":"invalid_grant"}"#))
    return (try text("access_token", of: json), try text("refresh_token", of: json))
  }

  @Test func `an app is allowed, acts, renews, ends and is revoked`() async throws {
    let office = try Office()
    try await browsing(office) { browser in
      let (access, refresh) = try await tokens(browser)
      let me = "/api/v1/me/?_fields=id"
      #expect(try await browser.get(me, token: access).1 == #"{"id":"user_ben"}"#)

      let (status, json) = try await trade(
        browser, "grant_type=refresh_token&refresh_token=\(refresh)")
      #expect(status == 200)
      let (newAccess, newRefresh) = (
        try text("access_token", of: json), try text("refresh_token", of: json)
      )
      let old = try await trade(browser, "grant_type=refresh_token&refresh_token=\(refresh)")
      #expect(old == (400, #"{"error":"invalid_grant"}"#))

      office.clock.advance(by: .seconds(3599))
      #expect(try await browser.get(me, token: newAccess).0.status == .ok)
      office.clock.advance(by: .seconds(1))
      let ended = try await browser.get(me, token: newAccess)
      #expect(ended.0.status == .unauthorized)
      #expect(ended.1 == #"{"error":"Unauthorized"}"#)

      #expect(
        try await browser.post("/oauth2/revoke/", "\(app)&token=\(newRefresh)").0.status == .ok)
      let dead = try await trade(browser, "grant_type=refresh_token&refresh_token=\(newRefresh)")
      #expect(dead == (400, #"{"error":"invalid_grant"}"#))
      let wrong = try await browser.post("/oauth2/token/", "client_id=oa2client_example")
      #expect(wrong.0.status == .unauthorized)
    }
  }

  @Test func `the truth tells who was given a token and who was refused one, and no token`()
    async throws
  {
    let office = try Office()
    try await browsing(office) { browser in
      let (access, refresh) = try await tokens(browser)
      _ = try await browser.post("/oauth2/revoke/", "\(app)&token=\(refresh)")
      _ = try await browser.post(
        "/oauth2/authorize/",
        "client_id=oa2client_example&response_type=code&redirect_uri=\(back)&decision=deny")
      _ = try await browser.get("/oauth2/authorize/?client_id=nobody")
      let (_, truth) = try await browser.get("/_emulator/truth")
      #expect(!truth.contains(access) && !truth.contains(refresh))
      #expect(truth.contains(#""kind":"token_given""#) && truth.contains(#""kind":"token_ended""#))
    }
    let told = office.emulator.requests.map {
      "\($0.method) \($0.path) \($0.status) \($0.person ?? "-") \($0.reason ?? "-")"
    }
    #expect(
      told == [
        "GET /oauth2/authorize/ 200 - -", "POST /oauth2/authorize/ 302 ben@office.test -",
        "POST /oauth2/token/ 200 ben@office.test -", "POST /oauth2/token/ 400 - invalid_grant",
        "POST /oauth2/revoke/ 200 ben@office.test -",
        "POST /oauth2/authorize/ 302 - access_denied",
        "GET /oauth2/authorize/ 400 - There is no app with this client_id.",
      ])
  }

  @Test func `tokens outlive the emulator that gave them, and end when they were said to`()
    async throws
  {
    let folder = try TemporaryFolder()
    let me = "/api/v1/me/?_fields=id"
    var kept = (access: "", refresh: "")
    do {
      let store = try WorldStore(folder: folder.file("first"))
      try store.compact(Office.world)
      let office = try Office(store: store)
      try await browsing(office) { browser in
        let first = try await tokens(browser)
        kept = try await tokens(browser)
        _ = try await trade(browser, "grant_type=refresh_token&refresh_token=\(first.refresh)")
        _ = try await browser.post("/oauth2/revoke/", "\(app)&token=\(first.access)")
      }
      #expect(try store.load() == office.emulator.world)
    }
    // Its connections may still be ending, and hold the first emulator with its store: a copy is free.
    try FileManager.default.copyItem(atPath: folder.file("first"), toPath: folder.file("later"))
    let store = try WorldStore(folder: folder.file("later"))
    let world = try #require(try store.load())
    #expect(world.surroundings.oauth.tokens.count == 4)
    for (later, status) in [(3599, 200), (3600, 401)] {
      let emulator = CloseEmulator(
        world: world, clock: JumpingClock(), epoch: .seconds(1_800_000_000 + later))
      let response = emulator.respond(
        to: WireRequest(method: "GET", target: me, authorization: "Bearer \(kept.access)"))
      #expect(response.status == status)
      let renewed = emulator.respond(
        to: WireRequest(
          method: "POST", target: "/oauth2/token/",
          body: Array("\(app)&grant_type=refresh_token&refresh_token=\(kept.refresh)".utf8)))
      #expect(renewed.status == 200)
    }
  }
}
