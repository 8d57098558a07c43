import Foundation
import Subprocess
import SystemPackage
import Testing

struct EmulatorCommandTests {
  @Test func `profiles that the emulator wrote act on it until it is interrupted`() async throws {
    try await Program.use { program in
      let result = try await Subprocess.run(
        .path(FilePath(Program.path)), arguments: ["emulator", "--config-dir", "people"],
        workingDirectory: FilePath(program.folder.path), input: .none, output: .sequence,
        error: .discarded
      ) { execution in
        var first = ""
        for try await line in execution.standardOutput.strings() {
          first = line
          break
        }
        let me = try await program(
          "me", "--profile", "bob", "--format", "csv",
          variables: ["SENDAS_CONFIG_DIR": program.folder.path + "/people"])
        try execution.send(signal: .interrupt)
        return (first, me)
      }
      let (first, me) = result.closureResult

      #expect(first.hasPrefix("http://127.0.0.1:"))
      #expect(me.status == 0)
      #expect(me.output.contains("bob@acme.test"))
      #expect(result.terminationStatus.isSuccess)
    }
  }

  @Test func `a world that is wrong is refused with the place in it`() async throws {
    try await Program.use(files: [
      "w.json":
        #"{"organization":{"name":"X"},"users":[],"associations":[{"allowing":"a@x","allowed":"b@x"}]}"#
    ]) { program in
      let outcome = try await program("emulator", "--world", "w.json")

      #expect(outcome.status == 66)
      #expect(outcome.error.hasPrefix("sendas: w.json: associations[0]"))
    }
  }

  @Test(
    arguments: [
      (["--limit", "fast"], 64, "--limit 'fast' is not requests per second x seconds"),
      (["--fault", "GET /x/: 2 503"], 64, "'2' is no probability"),
      (
        ["--option", "nonsense=1"], 64, "options.nonsense: is no option; there are duplicate_create"
      ),
      (["--option", "nonsense"], 64, "--option 'nonsense' is not KEY=CHOICE"),
      (["--ingress", "0"], 64, "--ingress must be at least 1, is 0"),
      (["--port", "70000"], 64, "--port must be from 0 to 65535, is 70000"),
    ] as [([String], Int32, String)])
  func `an option that cannot be is refused before anything is served`(
    words: [String], status: Int32, message: String
  ) async throws {
    try await Program.use { program in
      let outcome = try await program.run(Program.path, ["emulator"] + words)

      #expect(outcome.status == status)
      #expect(outcome.output == "")
      #expect(outcome.error.contains(message))
    }
  }

  @Test(
    arguments: [
      (
        #"""
        {"organization":{"name":"X"},"users":[
        {"email":"a@x","first_name":"A","last_name":"A","api_key":"k","role":"user"},
        {"email":"b@x","first_name":"B","last_name":"B","api_key":"k","role":"user"}]}
        """#, "users[1].api_key: is also the key of users[0]"
      ),
      (
        #"{"organization":{"name":"X"},"users":[],"options":{"duplicate":"error"}}"#,
        "options.duplicate: is no option; there are duplicate_create"
      ),
      (
        "{\n\"organization\":}",
        "the world is not JSON: line 2: '}' stands where there should be a value"
      ),
    ])
  func `a world that breaks a rule is refused with the rule`(
    world: String, message: String
  ) async throws {
    try await Program.use(files: ["w.json": world]) { program in
      let outcome = try await program("emulator", "--world", "w.json")

      #expect(outcome.status == 66)
      #expect(outcome.error.hasPrefix("sendas: w.json: \(message)"))
    }
  }

  @Test func `a port in use is refused, and who has it goes on`() async throws {
    try await Program.use { program in
      let outcome = try await program.run(
        "/bin/sh",
        [
          "-c",
          """
          "$SENDAS" emulator --config-dir people > url &
          while [ ! -s url ]; do :; done
          port=$(sed 's/.*:\\([0-9]*\\).*/\\1/' url)
          "$SENDAS" emulator --port $port > other
          echo $?
          SENDAS_CONFIG_DIR=people "$SENDAS" me --format csv | tail -1
          kill -INT $!
          wait $!
          """,
        ])

      #expect(outcome.lines.first == "75")
      #expect(outcome.lines.last?.contains("alice@acme.test") == true)
      #expect(outcome.error.contains("of 127.0.0.1 is in use; stop the program that listens there"))
      #expect(try program.read("other") == "")
    }
  }

  @Test func `what was kept survives a kill in the middle of a write`() async throws {
    try await Program.use { program in
      let outcome = try await program.run(
        "/bin/sh",
        [
          "-c",
          #"""
          serve() {
            rm -f url
            "$SENDAS" emulator --state kept.json --config-dir people > url &
            while [ ! -s url ]; do :; done
          }
          serve
          SENDAS_CONFIG_DIR=people "$SENDAS" grant zoe@acme.test > /dev/null
          kill -KILL $!
          wait $!
          printf '{"granted":{"id":"sdas_torn","allowing":"bo' >> kept.json.changes.jsonl
          serve
          SENDAS_CONFIG_DIR=people "$SENDAS" list --format csv
          kill -INT $!
          wait $!
          """#,
        ])

      #expect(outcome.status == 0)
      #expect(outcome.output.contains("alice@acme.test,zoe@acme.test"))
      #expect(!outcome.output.contains("sdas_torn"))
    }
  }

  @Test func `a world is kept in a file, and limits and faults are as asked`() async throws {
    try await Program.use { program in
      func serve(_ words: String, _ command: String) async throws -> Program.Outcome {
        try await program.run(
          "/bin/sh",
          [
            "-c",
            """
            rm -f url
            "$SENDAS" emulator --state kept.json --config-dir people \(words) > url &
            while [ ! -s url ]; do :; done
            SENDAS_CONFIG_DIR=people \(command)
            kill -INT $!
            wait $!
            """,
          ])
      }
      let granted = try await serve("", #""$SENDAS" grant zoe@acme.test"#)
      #expect(granted.status == 0)
      let listed = try await serve(
        "--fault 'POST *: 1 503' --limit 1x8", #""$SENDAS" list --format csv"#)
      #expect(listed.output.contains("alice@acme.test,zoe@acme.test"))
    }
  }
}
