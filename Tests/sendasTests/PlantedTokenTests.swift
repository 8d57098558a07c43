import Emulator
import Foundation
import Testing

/// No token of a login gets out, whether it is the present one or one that was renewed meanwhile.
struct PlantedTokenTests {
  private static let app = """
    [oauth]
    client_id = "oa2client_1"
    redirect_uri = "https://app.test/back"
    client_secret_file = "secret"

    """

  /// Tries to show the tokens that it has read from the login's file.
  private static let script = """
    local login = json.decode(fs.read("config/logins/ben"))
    print(sendas.me().email)
    for _, token in ipairs{ login.access_token, login.refresh_token } do
      print(token, { token = token }, "Bearer " .. token)
      log.info("my token is " .. token)
      table_view{ { token = token } }
      print(json.encode{ token }, pcall(sendas.grant, token), pcall(users.find, token))
      print(pcall(close.get, "/user/", { who = token }), pcall(close.get, "/" .. token .. "/"))
      print(pcall(close.post, "/membership/", { email = token .. "@acme.test", role_id = token }))
      print(pcall(close.put, "/membership/" .. token .. "/", { note = "Bearer " .. token }))
      print(pcall(sendas.as, token), pcall(sendas.list, { allowing_user_id = "user_" .. token }))
      batch.each({ token, "ada@acme.test" }, function(who) sendas.grant(who) end,
        { on_error = "continue", key = function(who) return who end })
    end
    error("stopped with " .. login.access_token)
    """

  @Test func `a planted token is in nothing that any command writes`() async throws {
    let files = ["show.lua": Self.script, "grant.lua": #"sendas.grant("ada@acme.test")"#]
    try await LocalClose.use(World(json: Data(LoginCommandTests.world(seconds: 1).utf8))) { close in
      try await Program.use(files: files, variables: ["SENDAS_BASE_URL": close.baseURL]) {
        program in
        try program.write("SeCrEtOfApp\n", to: "config/secret", permissions: 0o600)
        try program.write(Self.app, to: "config/config.toml")
        var search = SecretSearch()
        search.plantInAllForms("SeCrEtOfApp")
        search.plant(Data("oa2client_1:SeCrEtOfApp".utf8).base64EncodedString())
        search.read(try await program.shell(LoginCommandTests.login, ["who": "ben"]))
        let first = try program.read("config/logins/ben")
        try Self.plant(first, into: &search)
        try await Self.callAll(of: program, close, into: &search)
        // A login that has been renewed since is not accepted any more.
        try program.write(first, to: "config/logins/ben", permissions: 0o600)
        let ended = try await program("me", "--debug-http")
        search.read(ended)
        search.read(try await program("profiles", "remove", "--yes", "ben"))

        #expect(ended.status == 4, "\(ended.error)")
        #expect(ended.error.contains("Log in again: sendas profiles login ben"))
        // The tokens were renewed on the way, and what showed them was shown.
        #expect(search.count > 3 + 12)
        #expect(search.text.contains("my token is ***"))
        #expect(search.text.contains("Bearer ***"))
        #expect(search.text.contains("http: GET /me/ 200 "))
        #expect(search.text.contains("stopped with ***"))
        try search.expectNothing(in: program, besides: ["/config/logins/", "/config/secret"])
      }
    }
  }

  private static func callAll(
    of program: Program, _ close: LocalClose, into search: inout SecretSearch
  ) async throws {
    func call(_ words: String..., variables: [String: String] = [:]) async throws {
      let outcome = try await program.run(Program.path, words, variables)
      #expect(outcome.status < 128 || variables["SENDAS_KILL_AT"] != nil, "\(words)")
      search.read(outcome)
      try plant(try program.read("config/logins/ben"), into: &search)
    }
    let debug = "--debug-http"
    try await call("me", debug)
    try await call("list", debug, "--format", "json")
    try await call("grant", debug, "ada@acme.test")
    try await call("profiles", "list", "--format", "json")
    try await call("profiles", "check", "--format", "json")
    try await call("run", debug, "show.lua")
    try await call("run", debug, "--format", "json", "show.lua", "a word")
    try await call("plan", debug, "-o", "plan.json", "show.lua")
    try await call("revoke", debug, "ada@acme.test")
    try await call("run", "grant.lua", variables: ["SENDAS_KILL_AT": "afterIntent:1"])
    try await call("resume", debug, "last")
    try await call("undo", "--yes", "last")
    try close.strike("*: 0.5 502", "*: 0.3 reset-after", "*: 0.3 invalid-json")
    try await call("run", debug, "show.lua")
    try await call("retry", "--failed", debug, "last")
    try close.strike()
    try await call("runs", "show", "last")
    try await call("runs", "show", "last", "--format", "json")
    try await call(
      "runs", "report", "last", "--html", "report.html", "--csv", "report.csv", "--json", "r.json")
    try await call("doctor", "--format", "json")
  }

  private static func plant(_ login: String, into search: inout SecretSearch) throws {
    let json = try JSONSerialization.jsonObject(with: Data(login.utf8)) as? [String: Any]
    for name in ["access_token", "refresh_token"] {
      search.plantInAllForms(try #require(json?[name] as? String))
    }
  }
}
