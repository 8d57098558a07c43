import Foundation
import Testing

/// `sendas profiles login` and what a login is good for, against `sendas emulator`.
struct LoginCommandTests {
  /// Two people and an app, whose access tokens are good for so long.
  static func world(seconds: Int) -> String {
    """
    {"organization":{"name":"Acme"},
     "users":[
      {"email":"ada@acme.test","first_name":"A","last_name":"A","api_key":"key-of-ada","role":"admin"},
      {"email":"ben@acme.test","first_name":"B","last_name":"B","api_key":"key-of-ben","role":"user"}],
     "associations":[],
     "oauth":{"access_token_seconds":\(seconds),"apps":[{"client_id":"oa2client_1",
      "client_secret":"SeCrEtOfApp","redirect_uris":["https://app.test/back"]}]}}
    """
  }

  /// Logs somebody in: the page is answered as a browser does it.
  static let login = """
    mkfifo answer
    "$SENDAS" profiles login "$who" < answer > page 2> words & program=$!
    exec 3> answer
    while [ ! -s page ] && kill -0 $program; do :; done
    page=$(cat page)
    curl -s -o /dev/null -w '%{redirect_url}\\n' \\
      --data "${page#*\\?}&user=$who@acme.test&decision=${decision:-allow}" "${page%%\\?*}" >&3
    exec 3>&-
    wait $program
    status=$?
    rm answer page
    cat words
    exit $status
    """

  private static func use(
    seconds: Int = 3600, _ body: (Program, [String: String]) async throws -> Void
  ) async throws {
    try await Program.use(files: ["world.json": world(seconds: seconds)]) { program in
      try program.write("SeCrEtOfApp\n", to: "config/secret", permissions: 0o600)
      try program.write(
        """
        # The app of our company
        [oauth]
        client_id = "oa2client_1"
        redirect_uri = "https://app.test/back"
        client_secret_file = "secret"
        """, to: "config/config.toml")
      try await program.servingClose(["--world", "world.json"]) { url in
        try await body(program, ["SENDAS_BASE_URL": url])
      }
    }
  }

  @Test func `a person logs in, acts, and the login is ended with the profile`() async throws {
    try await Self.use { program, at in
      let who = at.merging(["who": "ben"]) { $1 }
      let login = try await program.shell(Self.login, who)
      #expect(login.status == 0, "\(login.output)\(login.error)")
      #expect(login.output.contains("ben acts as ben@acme.test"))
      #expect(try program.permissions(of: "config/logins/ben") == 0o600)
      #expect(try program.read("config/config.toml").hasPrefix("# The app of our company\n[oauth]"))

      let grant = try await program("grant", "--profile", "ben", "ada@acme.test")
      #expect(grant.status == 0, "\(grant.error)")
      let list = try await program("profiles", "list", "--format", "csv")
      #expect(list.lines.last?.contains("login \(program.folder.path)/config/logins/ben") == true)

      let token = try program.read("config/logins/ben")
      for file in try FileManager.default.subpathsOfDirectory(atPath: program.folder.path)
      where file.hasPrefix("state/") {
        let data = FileManager.default.contents(atPath: program.folder.path + "/" + file) ?? Data()
        for line in token.split(separator: "\n") where line.contains("_token\"") {
          let secret = line.split(separator: "\"").dropFirst(2).dropFirst().first ?? ""
          #expect(secret.count > 10 && data.range(of: Data(secret.utf8)) == nil, "\(file)")
        }
      }

      #expect(try await program("profiles", "remove", "--yes", "ben").status == 0)
      #expect(!program.exists("config/logins/ben"))
    }
  }

  @Test func `whoever says no, or is somebody else, is not logged in`() async throws {
    try await Self.use { program, at in
      let no = try await program.shell(
        Self.login, at.merging(["who": "ben", "decision": "deny"]) { $1 })
      #expect(no.status == 4)
      #expect(no.output.contains("The app was not allowed to act for this person."))
      let other = try await program.shell(
        Self.login.replacing("user=$who@", with: "user=ada@").replacing(
          "login \"$who\"", with: "login --email ben@acme.test ben"),
        at.merging(["who": "ben"]) { $1 })
      #expect(other.status == 4)
      #expect(other.output.contains("ada@acme.test"))
      #expect(!program.exists("config/logins"))
    }
  }

  @Test func `two programs renew one login side by side, for longer than a token lives`()
    async throws
  {
    // Each token is renewed after three quarters of its two seconds.
    try await Self.use(seconds: 2) { program, at in
      let login = try await program.shell(Self.login, at.merging(["who": "ben"]) { $1 })
      #expect(login.status == 0, "\(login.output)")
      try program.write(
        "for i = 1, 25 do sendas.list{} task.sleep(0.2) end print('done')", to: "slow.lua")

      let both = try await program.shell(
        """
        "$SENDAS" run --profile ben slow.lua > one 2> one.error & one=$!
        "$SENDAS" run --profile ben slow.lua > two 2> two.error; second=$?
        wait $one && exit $second
        """)

      let said = try program.read("one.error") + program.read("two.error")
      #expect(both.status == 0, "\(said)")
      #expect(try program.read("one") == "done\n")
      #expect(try program.read("two") == "done\n")
    }
  }

  @Test func `a login that the server has forgotten says how to log in again`() async throws {
    try await Program.use(files: ["world.json": Self.world(seconds: 60)]) {
      program in
      try program.write("SeCrEtOfApp\n", to: "config/secret", permissions: 0o600)
      try program.write(
        "[oauth]\nclient_id = \"oa2client_1\"\nredirect_uri = \"https://app.test/back\"\n"
          + "client_secret_command = [\"cat\", \"secret\"]\n", to: "config/config.toml")
      let port = try FreePort.number()
      let options = ["--world", "world.json", "--port", "\(port)"]
      try await program.servingClose(options) { url in
        let login = try await program.shell(
          Self.login, ["SENDAS_BASE_URL": url, "who": "ben"])
        #expect(login.status == 0, "\(login.output)")
      }
      try await program.servingClose(options) { _ in
        let me = try await program("me", "--profile", "ben")
        #expect(me.status == 4)
        #expect(me.error.contains("Log in again: sendas profiles login ben"), "\(me.error)")
      }
    }
  }

  @Test func `without an app it is said what to configure`() async throws {
    try await Program.use { program in
      let outcome = try await program("profiles", "login", "ben")
      #expect(outcome.status == 78)
      #expect(
        outcome.error.contains("add [oauth] with client_id, redirect_uri and client_secret_file"))
    }
  }
}
