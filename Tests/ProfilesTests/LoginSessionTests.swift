import CloseAPI
import Emulator
import Foundation
import TestFixtures
import Testing

@testable import Profiles

@Suite struct LoginSessionTests {
  /// Asks many times at once.
  private func ask(_ sessions: [LoginSession], _ count: Int, _ authority: OAuthAuthority)
    async throws
    -> Set<String>
  {
    try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<count {
        let session = sessions[index % sessions.count]
        group.addTask { try await session.accessToken(after: nil, from: authority) }
      }
      var tokens: Set<String> = []
      for try await token in group { tokens.insert(token) }
      return tokens
    }
  }

  @Test func `a token is renewed before it ends, once for all who ask, and kept`() async throws {
    try await Acme.use(tokenSeconds: 60) { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      let (session, authority) = (acme.session("bob"), OAuthAuthority(acme.transport))
      let first = try await ask([session], 10, authority)
      acme.clock.advance(by: .seconds(44))
      #expect(try await ask([session], 10, authority) == first)
      acme.clock.advance(by: .seconds(2))

      // A second renewal by the same refresh token would be refused.
      let second = try await ask([session], 100, authority)

      #expect(first.count == 1 && second.count == 1 && first != second)
      #expect(try acme.folder.text(of: "logins/bob").contains(try #require(second.first)))
      #expect(try acme.folder.permissions(of: "logins/bob") == 0o600)
      for _ in 0..<5 {
        acme.clock.advance(by: .seconds(50))
        #expect(try await ask([session], 10, authority).count == 1)
      }
    }
  }

  @Test func `programs that share a file take turns, and use what another has renewed`()
    async throws
  {
    try await Acme.use(tokenSeconds: 60) { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      let authority = OAuthAuthority(acme.transport)
      let programs = (0..<4).map { _ in acme.session("bob") }
      for _ in 0..<5 {
        #expect(try await ask(programs, 40, authority).count == 1)
        acme.clock.advance(by: .seconds(50))
      }
    }
  }

  @Test func `a token that Close does not accept is replaced in the middle of a run`() async throws
  {
    try await Acme.use(tokenSeconds: 60) { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      // This program's clock stands still, so to it the token never ends.
      let (session, start) = (acme.folder.path + "/logins/bob", Date())
      let still = LoginSession(
        LoginFile(path: session, profile: "bob"), now: { start }
      ) { OAuthApp(clientID: "oa2client_example", secret: "example-secret", redirectURI: "") }
      let client = CloseClient(
        credential: Credential(tokens: still, name: "login-bob"), transport: acme.transport)
      #expect(try await client.me().email == "bob@acme.test")
      acme.clock.advance(by: .seconds(61))

      #expect(try await client.me().email == "bob@acme.test")
      // The third is the renewal.
      #expect(acme.emulator.requests.map(\.status).suffix(4) == [200, 401, 200, 200])
    }
  }

  @Test func `a refused renewal says how to log in again, and is not tried again`() async throws {
    try await Acme.use(tokenSeconds: 60) { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      let (session, authority) = (acme.session("bob"), OAuthAuthority(acme.transport))
      let file = LoginFile(path: acme.folder.path + "/logins/bob", profile: "bob")
      let token = try #require(try file.read().tokens.refreshToken)
      try await authority.revoke(
        token,
        app: OAuthApp(clientID: "oa2client_example", secret: "example-secret", redirectURI: ""))
      acme.clock.advance(by: .seconds(61))

      for _ in 0..<2 {
        let error = await #expect(throws: CloseError.self) {
          try await session.accessToken(after: nil, from: authority)
        }
        #expect(error?.kind == .unauthorized)
        #expect(
          error?.message == "The login of profile 'bob' has ended: Close does not accept its "
            + "refresh token any more. Log in again: sendas profiles login bob")
      }
      try await acme.logIn("bob")
      _ = try await session.accessToken(after: nil, from: authority)
    }
  }

  @Test func `while nothing answers, what is left of a token is used`() async throws {
    try await Acme.use(tokenSeconds: 60) { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      let (session, authority) = (acme.session("bob"), OAuthAuthority(acme.transport))
      let token = try await session.accessToken(after: nil, from: authority)
      acme.clock.advance(by: .seconds(50))
      await acme.emulator.stop()

      #expect(try await session.accessToken(after: nil, from: authority) == token)
      acme.clock.advance(by: .seconds(11))
      let error = await #expect(throws: CloseError.self) {
        try await session.accessToken(after: nil, from: authority)
      }
      #expect(error?.kind == .connection)
    }
  }

  @Test func `tokens go to their own server only, and a damaged file says what to do`()
    async throws
  {
    try await Acme.use { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      let elsewhere = OAuthAuthority(try CloseTransport(baseURL: "http://127.0.0.1:9/api/v1"))
      let session = acme.session("bob")
      let error = await #expect(throws: CloseError.self) {
        try await session.accessToken(after: nil, from: elsewhere)
      }
      #expect(error?.message.contains("this run acts at http://127.0.0.1:9") == true)

      try acme.folder.write("{}", to: "logins/bob")
      let damaged = await #expect(throws: CloseError.self) {
        try await acme.session("bob").accessToken(after: nil, from: elsewhere)
      }
      #expect(damaged?.kind == .noCredential)
      #expect(
        damaged?.message.contains("cannot be read. Log in: sendas profiles login bob") == true)
    }
  }

  @Test func `no text shows a token or the app's secret`() async throws {
    try await Acme.use { acme in
      try acme.configureApp()
      try await acme.logIn("bob")
      let login = try LoginFile(path: acme.folder.path + "/logins/bob", profile: "bob").read()
      let app = OAuthApp(clientID: "c", secret: "SeCrEtOfApp", redirectURI: "r")
      var dumped = ""
      dump((login, app, [login.tokens]), to: &dumped)
      let text = "\(login) \(app) \(String(reflecting: (login, app)))" + dumped
      let refresh = try #require(login.tokens.refreshToken)
      for secret in [login.tokens.accessToken, refresh, "SeCrEtOfApp"] {
        #expect(!text.contains(secret))
        #expect(!SecretRedactor.shared.redact("say \(secret)!").contains(secret))
      }
    }
  }
}
