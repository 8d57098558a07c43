import Foundation
import TestFixtures
import Testing

@testable import Emulator

@Suite("OAuth")
struct OAuthTests {
  private let office: Office
  private let app = "client_id=oa2client_example&client_secret=example-secret"
  private let back = "https://app.test/back"

  init() throws {
    var surroundings = World.Surroundings()
    surroundings.oauth.accessLifetime = 60
    office = try Office(surroundings: surroundings)
  }

  private func post(_ place: String, _ form: String) -> WireResponse {
    office.emulator.respond(
      to: WireRequest(
        method: "POST", target: "/oauth2/\(place)/",
        contentType: "application/x-www-form-urlencoded", body: Array(form.utf8)))
  }

  private func location(_ more: String, user: String = "ben", decision: String = "allow") -> String
  {
    post(
      "authorize",
      "client_id=oa2client_example&response_type=code&redirect_uri=\(back)"
        + "&user=\(user)@office.test&decision=\(decision)\(more)")["Location"] ?? ""
  }

  private func code(_ more: String = "", user: String = "ben") -> String {
    let place = location(more, user: user).split(separator: "code=").last ?? ""
    return String(place.prefix { $0 != "&" })
  }

  private func trade(_ form: String) throws -> Reply {
    try Reply(post("token", "\(app)&\(form)"))
  }

  private func tokens(_ more: String = "") throws -> (access: String, refresh: String) {
    let reply = try trade(
      "grant_type=authorization_code&code=\(code())&redirect_uri=\(back)\(more)")
    guard case .string(let access) = reply.body["access_token"],
      case .string(let refresh) = reply.body["refresh_token"]
    else { throw CancellationError() }
    return (access, refresh)
  }

  private func me(_ token: String) throws -> Reply {
    try Reply(
      office.emulator.respond(
        to: WireRequest(
          method: "GET", target: "/api/v1/me/?_fields=id", authorization: "Bearer \(token)")))
  }

  private let refused = Reply(status: 400, body: ["error": "invalid_grant"])

  @Test func `a person who allows an app is sent back with a code and the state`() {
    let place = location("&state=a%20b%26c")
    #expect(place.hasPrefix("\(back)?code=code_"))
    #expect(place.hasSuffix("&state=a%20b%26c"))
    #expect(location("&state=x", decision: "deny") == "\(back)?error=access_denied&state=x")
  }

  @Test func `the page names the app and everybody who is there, and escapes what it is given`() {
    let page = office.emulator.respond(
      to: WireRequest(
        method: "GET",
        target: "/oauth2/authorize/?client_id=oa2client_example&response_type=code"
          + "&redirect_uri=\(back)&state=%22%3E%3Cscript%3E"))
    let text = String(decoding: page.body, as: UTF8.self)
    #expect(page.status == 200)
    #expect(text.contains("Example App") && text.contains("<option>ben@office.test</option>"))
    #expect(!text.contains("walt@office.test") && !text.contains("<script>"))
  }

  @Test(arguments: ["http://evil.test/", "ftp://127.0.0.1:1/", ""])
  func `nobody is sent to an address that is not the app's`(address: String) {
    let response = post(
      "authorize",
      "client_id=oa2client_example&response_type=code&redirect_uri=\(address)"
        + "&user=ben@office.test&decision=allow")
    #expect(response.status == 400)
    #expect(response["Location"] == nil)
  }

  @Test func `a code is good for tokens once`() throws {
    let code = code()
    let form = "grant_type=authorization_code&code=\(code)&redirect_uri=\(back)"
    let reply = try trade(form)
    #expect(reply.status == 200)
    #expect(reply.body["token_type"] == "Bearer")
    #expect(reply.body["expires_in"] == 60)
    #expect(reply.body["scope"] == "all.full_access offline_access")
    #expect(reply.body["user_id"] == "user_ben")
    #expect(reply.body["organization_id"] == "orga_office")
    #expect(try trade(form) == refused)
  }

  @Test func `a code ends, and needs its own address and verifier`() throws {
    let form = "grant_type=authorization_code&redirect_uri=\(back)&code="
    let old = code()
    office.clock.advance(by: .seconds(600))
    #expect(try trade(form + old) == refused)
    #expect(
      try trade("grant_type=authorization_code&redirect_uri=https://b.test&code=\(code())")
        == refused)
    // The pair is that of RFC 7636, appendix B.
    let pkce =
      "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    let verifier = "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    #expect(try trade(form + code(pkce)) == refused)
    #expect(try trade(form + code(pkce) + verifier + "x") == refused)
    #expect(try trade(form + code(pkce) + verifier).status == 200)
  }

  @Test func `an access token is its person until it ends`() throws {
    let (access, _) = try tokens()
    #expect(try me(access).body == ["id": "user_ben"])
    office.clock.advance(by: .milliseconds(59_999))
    #expect(try me(access).status == 200)
    office.clock.advance(by: .milliseconds(1))
    #expect(try me(access) == .error(401, "Unauthorized"))
  }

  @Test func `a refresh token is good once and gives the next`() throws {
    let (access, refresh) = try tokens()
    let reply = try trade("grant_type=refresh_token&refresh_token=\(refresh)")
    #expect(reply.status == 200)
    #expect(reply.body["refresh_token"] != .string(refresh))
    #expect(try trade("grant_type=refresh_token&refresh_token=\(refresh)") == refused)
    #expect(try me(access).status == 200)
  }

  @Test func `what is revoked is no good, and a token of somebody who left neither`() throws {
    let (access, refresh) = try tokens()
    #expect(post("revoke", "\(app)&token=\(refresh)").status == 200)
    #expect(try me(access).status == 401)
    #expect(try trade("grant_type=refresh_token&refresh_token=\(refresh)") == refused)
    #expect(post("revoke", "\(app)&token=unknown").status == 200)

    let other = try tokens().access
    let membership = CloseID.membership(userID: "user_ben")
    _ = office.send("DELETE", "/membership/\(membership)/", as: "ann")
    #expect(try me(other).status == 401)
  }

  @Test func `an app must be known, and ask for something there is`() throws {
    #expect(
      try Reply(post("token", "client_id=oa2client_example&client_secret=x&grant_type=x"))
        == .error(401, "invalid_client"))
    #expect(try trade("grant_type=password") == .error(400, "unsupported_grant_type"))
    #expect(try trade("") == .error(400, "invalid_request"))
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `SHA-256 is that of FIPS 180-4`(message: String, digest: String) {
    let bytes = SHA256.digest(Array(message.utf8))
    #expect(bytes.map { String(format: "%02x", $0) }.joined() == digest)
  }
}
