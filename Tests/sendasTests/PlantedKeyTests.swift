import Emulator
import Foundation
import Testing

/// No key gets out: not into a stream, not into a file.
struct PlantedKeyTests {
  /// A key of Close's form that no server knows.
  private static let revoked = "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7pREVOKED"
  private static let password = "hunter2-hunter2"

  /// Tries to show a key that it has read from a file, in every way that a script has.
  private static let script = """
    local key = fs.read("config/keys/alice"):match("%S+")
    print(key, { key = key }, sendas.me().email)
    log.info("my key is " .. key)
    table_view{ { key = key } }
    print(json.encode{ key }, pcall(sendas.grant, key), pcall(users.find, key))
    print(pcall(close.get, "/user/", { who = key }), pcall(close.get, "/" .. key .. "/"))
    print(pcall(close.post, "/membership/", { email = key .. "@acme.test", role_id = key }))
    print(pcall(close.put, "/membership/" .. key .. "/", { note = "Basic " .. key }))
    print(pcall(sendas.as, key), pcall(sendas.list, { allowing_user_id = "user_" .. key }))
    sendas.grant("grace@acme.test")
    sendas.as("bob").bulk{ allowed_user_ids = { "zoe@acme.test" } }
    batch.each({ key, "heidi@acme.test" }, function(who) sendas.grant(who) end,
      { on_error = "continue", key = function(who) return who end })
    error("stopped with " .. key)
    """

  @Test func `a planted key is in nothing that any command writes`() async throws {
    try await LocalClose.use { close in
      let files = ["show.lua": Self.script, "grant.lua": #"sendas.grant("ivan@acme.test")"#]
      try await Program.use(files: files) { program in
        try close.configure(program)
        try program.write(Self.revoked + "\n", to: "config/keys/mallory", permissions: 0o600)
        var search = SecretSearch()
        for secret in Self.secrets(of: close.world) { search.plant(secret) }
        try await Self.callAll(of: program, close, into: &search)

        try search.expectNothing(in: program, besides: ["/config/keys/"])
        let streams = search.text
        // What the search would find: the places where a key was are there, and only its public part.
        #expect(streams.contains("api_7b8KOSMa0OevK9qJvT6F9s.***"))
        #expect(streams.contains("my key is api_"))
        #expect(streams.contains("http: GET /me/ 200 "))
        #expect(program.exists("state/journal.sqlite"))
        #expect(program.exists("report.html"))
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
    }
    let debug = "--debug-http"
    try await call("me", debug)
    try await call("list", debug, "--format", "json")
    try await call("grant", debug, "karl@acme.test")
    try await call("bulk", debug, "--allow", "laura@acme.test")
    try await call("sync", debug, "judy@acme.test")
    try await call("revoke", debug, "karl@acme.test", "--profile", "grace")
    try await call("get", debug, "sdas_nothing")
    try await call("me", debug, "--profile", "mallory")
    try await call("me", debug, variables: ["SENDAS_API_KEY": revoked])
    try await call("grant", debug, close.world.users[0].apiKey)
    try await call("run", debug, "show.lua")
    try await call("run", debug, "--format", "json", "show.lua", "a word")
    try await call("plan", debug, "-o", "plan.json", "show.lua")
    try await call("plan", "-o", "grant.json", "grant.lua")
    try await call("run", "grant.lua", variables: ["SENDAS_KILL_AT": "afterIntent:1"])
    try await call("resume", debug, "last")
    try await call("undo", "--yes", "last")
    try await call("apply", debug, "--yes", "grant.json")
    try close.strike("*: 0.5 502", "*: 0.5 reset-after", "*: 0.3 invalid-json")
    try await call("run", debug, "show.lua")
    try await call("retry", "--failed", debug, "last")
    try await call("retry", "--ambiguous", debug, "last")
    try close.strike()
    try await call("runs", "--format", "json")
    try await call("runs", "show", "last")
    try await call("runs", "show", "last", "--format", "json")
    try await call(
      "runs", "report", "last", "--html", "report.html", "--csv", "report.csv", "--json", "r.json")
    try await call("check", "show.lua")
    try await call("doctor", "--format", "json")
    let proxied = [
      "HTTPS_PROXY": "http://ann:\(password)@127.0.0.1:\(try FreePort.number())",
      "SENDAS_BASE_URL": "https://close.invalid", "SENDAS_API_KEY": revoked, "NO_PROXY": "",
    ]
    try await call("me", debug, variables: proxied)
    try await call(
      "me", variables: proxied.merging(["HTTPS_PROXY": "ftp://ann:\(password)@p"]) { $1 })
  }

  /// Every key in every form that it has on its way.
  private static func secrets(of world: World) -> [String] {
    (world.users.map(\.apiKey) + [revoked]).flatMap { key in
      [
        String(key.drop { $0 != "." }.dropFirst()), Data("\(key):".utf8).base64EncodedString(),
        Data(key.utf8).base64EncodedString(),
      ]
    } + [password, Data("ann:\(password)".utf8).base64EncodedString()]
  }
}
