import CloseAPI
import Emulator
import Foundation
import TestFixtures

@testable import Profiles

/// The emulator's Acme on a loopback port, a way to it, and a configuration folder.
struct Acme: Sendable {
  let emulator: CloseEmulator
  let transport: CloseTransport
  let folder: TemporaryFolder
  let clock: JumpingClock
  let baseURL: String

  /// Runs `body` with an Acme of its own and ends it afterwards.
  static func use(
    tokenSeconds: Int = 3600, _ body: (Acme) async throws -> Void
  ) async throws {
    let clock = JumpingClock()
    let json = try JSONValue(parsing: String(decoding: World.acme.json(), as: UTF8.self))
    let others = (json.objectValue ?? []).filter { $0.0 != "oauth" }
    let settings: JSONValue = ["access_token_seconds": .integer(Int64(tokenSeconds))]
    let world = try World(
      json: Data(JSONValue.object(others + [("oauth", settings)]).description.utf8))
    let emulator = CloseEmulator(world: world, limits: .off, clock: clock, seed: 1)
    let baseURL = try await emulator.start()
    let transport = try CloseTransport(baseURL: baseURL)
    let acme = Acme(
      emulator: emulator, transport: transport, folder: try TemporaryFolder(), clock: clock,
      baseURL: baseURL)
    let result: Result<Void, any Error>
    do { result = .success(try await body(acme)) } catch { result = .failure(error) }
    await transport.shutdown()
    await emulator.stop()
    try result.get()
  }

  func key(of name: String) -> String {
    World.acme.users.first { $0.email == "\(name)@acme.test" }?.apiKey ?? ""
  }

  func add(_ name: String, keyOf person: String? = nil) async throws {
    _ = try await folder.store().add(name, apiKey: key(of: person ?? name), over: transport)
  }

  /// A person allows the app on the page, and lands at this address.
  func allow(_ page: String, as name: String, decision: String = "allow") -> String {
    let query = page.split(separator: "?").last ?? ""
    let response = emulator.respond(
      to: WireRequest(
        method: "POST", target: "/oauth2/authorize/",
        contentType: "application/x-www-form-urlencoded",
        body: Array("\(query)&user=\(name)@acme.test&decision=\(decision)".utf8)))
    return response.headers.first { $0.name == "Location" }?.value ?? ""
  }

  /// Writes the configuration of an app.
  func configureApp(secret: String = "example-secret", more: String = "") throws {
    try folder.write(secret + "\n", to: "secret")
    try folder.write(
      """
      # our app
      [oauth]
      client_id = "oa2client_example"
      redirect_uri = "https://app.test/back"
      client_secret_file = "secret"
      \(more)
      """, to: "config.toml")
  }

  /// Logs in as somebody.
  func logIn(_ name: String) async throws {
    let store = try folder.store()
    let login = try await store.beginLogin(name, over: transport)
    _ = try await store.finish(login, with: allow(login.page, as: name), over: transport)
  }

  /// The wall clock, which goes with the emulator's.
  var now: @Sendable () -> Date {
    let start = Date()
    return { [clock] in
      start.addingTimeInterval(Double(clock.now.offset.components.seconds))
    }
  }

  /// A program's own use of a login.
  func session(_ name: String) -> LoginSession {
    LoginSession(
      LoginFile(path: folder.path + "/logins/" + name, profile: name), now: now
    ) { OAuthApp(clientID: "oa2client_example", secret: "example-secret", redirectURI: "") }
  }
}
