import CloseAPI
import Emulator
import Foundation
import TestFixtures
import Testing

@testable import Profiles

@Suite struct LoginTests {
  @Test func `a person who allows the app is logged in, privately and bound`() async throws {
    try await Acme.use { acme in
      try acme.configureApp()
      try await acme.logIn("bob")

      let store = try acme.folder.store()
      let profile = try #require(store.profile(named: "bob"))
      #expect(profile.source == .login(acme.folder.path + "/logins/bob"))
      #expect(profile.email == "bob@acme.test" && profile.userID != nil)
      #expect(try acme.folder.text(of: "config.toml").hasPrefix("# our app\n[oauth]\n"))
      #expect(try acme.folder.permissions(of: "logins") == 0o700)
      #expect(try acme.folder.permissions(of: "logins/bob") == 0o600)
      #expect(try await store.proof(of: profile, over: acme.transport).email == "bob@acme.test")

      // Logging in again replaces the tokens, and only the same person can.
      let before = try acme.folder.text(of: "logins/bob")
      try await acme.logIn("bob")
      #expect(try acme.folder.text(of: "logins/bob") != before)
      let again = try await store.beginLogin("bob", over: acme.transport)
      let kept = try acme.folder.text(of: "logins/bob")
      let error = await #expect(throws: ProfileError.self) {
        _ = try await store.finish(
          again, with: acme.allow(again.page, as: "carol"), over: acme.transport)
      }
      #expect(error?.message.contains("carol@acme.test") == true)
      #expect(try acme.folder.text(of: "logins/bob") == kept)
    }
  }

  @Test func `the page names the app, asks by S256 and never shows the verifier`() async throws {
    try await Acme.use { acme in
      try acme.configureApp()
      var dice = SystemRandomNumberGenerator()
      let attempt = LoginAttempt(using: &dice)
      let page = try await acme.folder.store().beginLogin(
        "bob", over: acme.transport, attempt: attempt
      ).page

      let origin = acme.baseURL.dropLast("/api/v1".count)
      #expect(page.hasPrefix("\(origin)/oauth2/authorize/?client_id=oa2client_example&"))
      #expect(page.contains("&state=\(attempt.state)&"))
      #expect(page.contains("&code_challenge_method=S256"))
      #expect(!page.contains(attempt.verifier) && !page.contains("example-secret"))
      let close = OAuthAuthority(try CloseTransport())
      #expect(
        attempt.page(at: close, for: OAuthApp(clientID: "c", secret: "SeCrEt-1", redirectURI: "r"))
          .hasPrefix("https://app.close.com/oauth2/authorize/?client_id=c&"))
    }
  }

  @Test(
    arguments: [
      ("https://app.test/back?code=c0de&state=STATE", "c0de"),
      ("  https://app.test/back?x=1&state=STATE&code=a%2Fb%3D#top \n", "a/b="),
      ("?code=c0de&state=STATE", "c0de"), ("code=c0de&state=STATE", "c0de"), ("c0de", "c0de"),
      ("https://app.test/back?code=c0de&state=other", "belongs to another attempt"),
      ("https://app.test/back?code=c0de", "belongs to another attempt"),
      ("https://app.test/back?error=access_denied&state=STATE", "was not allowed"),
      ("https://app.test/back?error=server_error", "did not let the person log in (server_error)"),
      ("https://app.test/back", "holds no code"), ("", "Nothing was pasted"), ("a b", "no code"),
      ("api_1abc.SeCrEtSeCrEt", "This is an API key"),
    ])
  func `what is pasted is the address, or the code alone`(pasted: String, outcome: String) {
    var dice = SystemRandomNumberGenerator()
    let attempt = LoginAttempt(using: &dice)
    let text = pasted.replacing("STATE", with: attempt.state)
    let result: String
    do { result = try attempt.code(in: text) } catch { result = error.message }

    #expect(result.contains(outcome))
    #expect(result == outcome || !result.contains("SeCrEt") && !result.contains("c0de"))
  }

  @Test func `without an app, or with a wrong secret, it is said what to do`() async throws {
    try await Acme.use { acme in
      let missing = await #expect(throws: ProfileError.self) { try await acme.logIn("bob") }
      #expect(missing?.message.contains("add [oauth]") == true)

      try acme.configureApp(secret: "wrong-secret")
      let wrong = await #expect(throws: CloseError.self) { try await acme.logIn("bob") }
      #expect(wrong?.message.contains("Check client_id and the client secret") == true)

      try acme.folder.write("x", to: "secret", permissions: 0o644)
      let open = await #expect(throws: ProfileError.self) { try await acme.logIn("bob") }
      #expect(open?.message.contains("chmod 600") == true)
    }
  }

  @Test func `a code is not good for another attempt`() async throws {
    try await Acme.use { acme in
      try acme.configureApp()
      let store = try acme.folder.store()
      let (one, two) = (
        try await store.beginLogin("bob", over: acme.transport),
        try await store.beginLogin("bob", over: acme.transport)
      )
      let address = acme.allow(one.page, as: "bob")
      let code = String((address.split(separator: "code=").last ?? "").prefix { $0 != "&" })

      let error = await #expect(throws: CloseError.self) {
        _ = try await store.finish(two, with: code, over: acme.transport)
      }
      #expect(error?.message.contains("does not accept the code") == true)
      #expect(!acme.folder.exists("logins"))
    }
  }

  @Test func `with the profile its login is ended, at the server too`() async throws {
    try await Acme.use { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      let session = acme.session("bob")
      let authority = OAuthAuthority(acme.transport)
      let token = try await session.accessToken(after: nil, from: authority)

      #expect(try await acme.folder.store().remove("bob", over: acme.transport) == [])

      #expect(try acme.folder.names(in: "logins") == [])
      let me = acme.emulator.respond(
        to: WireRequest(method: "GET", target: "/api/v1/me/", authorization: "Bearer \(token)"))
      #expect(me.status == 401)
    }
  }
}
