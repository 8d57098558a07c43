import Foundation
import Testing

/// What people are told who get something wrong, and what a good run says: all of it in one text, to be
/// read as somebody reads it who meets it for the first time.
struct MistakesTests {
  private static let files = [
    "good.lua": "print(sendas.me().email)\nsendas.grant('grace@acme.test')\n",
    "half.lua": """
    batch.each(csv.rows("people.csv", { "email" }), function(row)
      sendas.grant(row.email)
    end, { on_error = "continue" })
    """,
    "people.csv": "email\ngrace@acme.test\nzeo@acme.test\nwalter@acme.test\nalice@acme.test\n",
    "wrong.csv": "mail\ngrace@acme.test\n",
    "torn.csv": "email,team\ngrace@acme.test\n",
    "syntax.lua": "for i = 1, 2\n  print(i)\nend\n",
    "global.lua": "sendsa.grant('grace@acme.test')\n",
    "field.lua": "sendas.grnat('grace@acme.test')\n",
    "argument.lua": "sendas.list{ allowed_user = 'grace@acme.test' }\n",
    "type.lua": "sendas.grant(7)\n",
    "email.lua": "sendas.grant('grcae@acme.test')\n",
    "nofile.lua": "for row in csv.rows('nobody.csv') do print(row.email) end\n",
    "column.lua": "for row in csv.rows('wrong.csv', { 'email' }) do print(row.email) end\n",
    "cell.lua": "for row in csv.rows('people.csv') do print(row.team) end\n",
    "fields.lua": "for row in csv.rows('torn.csv') do print(row.email) end\n",
    "require.lua": "local people = require('peple')\n",
    "os.lua": "os.execute('ls')\n",
    "getinfo.lua": "print(debug.getinfo(1))\n",
    "own.lua": "local t = {}\nt.remove(1)\n",
    "compiled.lua": "\u{1B}Lua",
    "memory.lua": "local t = {}\nwhile true do t[#t + 1] = ('x'):rep(100000) .. #t end\n",
    "raised.lua":
      "local function check(n)\n  if n > 1 then error('too many: ' .. n) end\nend\ncheck(2)\n",
    "nobody.lua": "sendas.as('nina@acme.test').grant('grace@acme.test')\n",
    "outside.lua": "fs.write('/etc/motd', 'x')\n",
    "sort.lua": "table.sort({ 2, 1 }, function(a, b) return sendas.me().id < a .. b end)\n",
    "bad.json": "{}\n",
    "profiles/empty/config.toml": "",
    "profiles/two/config.toml": """
    [profiles.alice]
    api_key_file = "alice"
    [profiles.bob]
    api_key_file = "bob"
    """,
    "profiles/default/config.toml":
      "default = \"alcie\"\n[profiles.alice]\napi_key_file = \"alice\"\n",
    "profiles/key/config.toml": "[profiles.alice]\napi_key_fiel = \"alice\"\n",
    "profiles/inside/config.toml": "[profiles.alice]\napi_key = \"secret\"\n",
    "profiles/none/config.toml": "[profiles.alice]\nemail = \"alice@acme.test\"\n",
    "profiles/gone/config.toml": "[profiles.alice]\napi_key_file = \"alice\"\n",
    "profiles/public/config.toml": "[profiles.alice]\napi_key_file = \"alice\"\n",
    "profiles/public/alice": "some-key\n",
    "profiles/toml/config.toml": "[profiles.alice\n",
  ]

  /// A command as a shell reads it, `sendas` left out.
  private static let commands = [
    // Commands, options and where they stand.
    "rnu good.lua", "good.lua", "runs shwo last", "run", "run --emulatr good.lua",
    "run --emulator", "run good.lua --emulator", "run --share 200 good.lua",
    "run --deadline 5 good.lua", "run --memory lots good.lua", "run --connections 0 good.lua",
    "run --connections many good.lua", "run --format xml good.lua", "run --max-writes -1 good.lua",
    "run --max-writes=-1 good.lua",
    "run --lib nowhere good.lua", "grant --emulator", "bulk --emulator", "sync --emulator",
    "retry last", "report last", "help rnu", "run --port -1 good.lua", "emulator --limit x",
    "emulator --fault x", "emulator --option x=1",
    "emulator --world none.json", "runs prune --older-than x", "--profile alice list",
    // Nothing there yet.
    "runs show last", "runs", "resume last",
    // Files.
    "run --emulator none.lua", "plan --emulator none.lua", "check none.lua", "test none.lua",
    "apply none.json", "apply bad.json", "run --emulator profiles",
    // Scripts.
    "run --emulator syntax.lua", "run --emulator global.lua", "run --emulator field.lua",
    "run --emulator argument.lua", "run --emulator type.lua", "run --emulator email.lua",
    "run --emulator nofile.lua", "run --emulator column.lua", "run --emulator cell.lua",
    "run --emulator fields.lua", "run --emulator require.lua", "run --emulator os.lua",
    "run --emulator getinfo.lua",
    "run --emulator own.lua", "run --emulator compiled.lua",
    "run --emulator --memory 20M memory.lua", "run --emulator raised.lua",
    "run --emulator nobody.lua", "run --emulator outside.lua",
    "run --emulator sort.lua", "check syntax.lua global.lua field.lua argument.lua",
    // People and rules.
    "list --emulator --profile alcie", "grant --emulator zeo@acme.test",
    "grant --emulator alice@acme.test", "grant --emulator walter@acme.test",
    "revoke --emulator nobody@acme.test", "get --emulator sdas_nothing",
    "list --emulator --allowed grace@acme.test", "run --emulator --read-only good.lua",
    "run --emulator --max-writes 0 good.lua",
    // Profiles.
    "list", "C=empty list", "C=two list", "C=two list --profile alcie", "C=default list",
    "C=key list", "C=inside list", "C=none list", "C=gone list", "C=public list", "C=toml list",
    // A session without a person.
    "repl --emulator < global.lua", "echo os.execute | repl --emulator",
    "echo os.exit{} | repl --emulator",
    "echo :applly | repl --emulator",
    "echo :apply | repl --emulator", "echo ?gramt | repl --emulator",
    "echo 'sendas.grant(\"grace@acme.test\")' | repl --emulator",
    // What goes well.
    "plan --emulator half.lua", "run --emulator good.lua", "run --emulator half.lua",
    "grant --emulator heidi@acme.test", "runs show 999", "resume 2",
    "undo last", "resume last", "undo --yes last",
    "runs report last --html nowhere/run.html", "init good.lua", "runs prune --older-than 0d",
  ]

  @Test func `every mistake is answered with what is wrong, where, and what to do`() async throws {
    try await Program.use(files: Self.files) { program in
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644],
        ofItemAtPath: program.folder.appendingPathComponent("profiles/public/alice").path)
      var text = ""
      for command in Self.commands {
        let outcome = try await Self.run(command, program)
        let said = Self.ordered(outcome.output + outcome.error)
        text += "$ \(Self.shown(command))\n\(said)-> \(outcome.status)\n\n"
      }
      try Snapshot(named: "mistakes").expect(Self.plain(text, program))
    }
  }

  private static func run(_ command: String, _ program: Program) async throws -> Program.Outcome {
    var line = "\"$SENDAS\" " + command
    var variables: [String: String] = [:]
    if let pipe = command.firstRange(of: " | ") {
      line = command[..<pipe.upperBound] + "\"$SENDAS\" " + command[pipe.upperBound...]
    } else if command.hasPrefix("C="), let blank = command.firstIndex(of: " ") {
      let folder = command[..<blank].dropFirst(2)
      variables["SENDAS_CONFIG_DIR"] = "\(program.folder.path)/profiles/\(folder)"
      line = "\"$SENDAS\"" + command[blank...]
    }
    return try await program.run("/bin/sh", ["-c", line], variables)
  }

  private static func shown(_ command: String) -> String {
    command.contains(" | ")
      ? command.replacing(" | ", with: " | sendas ") : "sendas " + command
  }

  /// Items fail in the order in which they happen to end.
  private static func ordered(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for beginning in ["failed: ", "would be refused: "] {
      let places = lines.indices.filter { lines[$0].hasPrefix(beginning) }
      for (place, line) in zip(places, places.map { lines[$0] }.sorted()) { lines[place] = line }
    }
    return lines.joined(separator: "\n")
  }

  /// Without what differs from run to run and from machine to machine.
  private static func plain(_ text: String, _ program: Program) -> String {
    text.replacing(program.folder.path, with: "FOLDER")
      .replacing(/[0-9]{8}-[0-9]{6}-[0-9a-z]{4}/, with: "RUN")
      .replacing(/(done|failed|interrupted) in [0-9.]+ s/) { "\($0.output.1) in T s" }
      .replacing(/[0-9]+ requests? sent/, with: "N requests sent")
      .replacing(/(user|orga|sdas)_[0-9A-Za-z]{20,}/) { "\($0.output.1)_…" }
      .replacing(/[0-9T:-]+Z by .*/, with: "TIME by SOMEBODY")
      .replacing(/ended     [0-9T:-]+Z/, with: "ended     TIME")
  }
}
