import Foundation
import Testing

/// The scripts that come along: planned, run twice, killed, interrupted, and gone on with.
struct ScriptResumeTests {
  /// A script with its words, and who may send as whom afterwards: in the beginning ada lets ben, ben
  /// lets cy, and cy lets ben.
  struct Case: Sendable, CustomTestStringConvertible {
    var script: String
    var words = ""
    var pairs: String
    /// A script that only reads has no answer to be killed after.
    var killedAt = "afterAnswer:1"

    var testDescription: String { script }
    /// As a shell reads it.
    var command: String { "\"\(ScriptOffice.path(script))\" \(words)" }
  }

  static let cases = [
    Case(
      script: "onboard.lua", words: "p.csv", pairs: "ada-ben ada-cy ben-ada ben-cy cy-ben"),
    Case(script: "offboard.lua", words: "--deactivate ben@x.test", pairs: ""),
    Case(
      script: "handover.lua", words: "--given ben@x.test ada@x.test",
      pairs: "ada-ben ada-cy ben-cy cy-ada cy-ben"),
    Case(script: "audit.lua", pairs: before, killedAt: "beforeEnd:1"),
    Case(script: "sync_teams.lua", words: "--prune p.csv", pairs: "ada-cy ben-ada cy-ben"),
  ]
  private static let before = "ada-ben ben-cy cy-ben"
  private static let csv = "allowing,allowed\nada@x.test,cy@x.test\nben@x.test,ada@x.test\n"

  /// Prints the pairs that the server has, in one line after a word.
  private static let functions = """
    sendas() { "$SENDAS" "$@" 2>> err; }
    pairs() {
      curl -s "${URL%/api/v1}/_emulator/truth" | python3 -c '
    import json, sys
    truth = json.load(sys.stdin)
    short = lambda email: email.split("@")[0]
    print(" ".join(sorted(short(a["allowing"]) + "-" + short(a["allowed"]) for a in truth["associations"])))'
    }
    """

  @Test(arguments: cases)
  func `a plan changes nothing, and the second run finds nothing to do`(_ one: Case) async throws {
    try await Program.use(files: ["p.csv": Self.csv]) { program in
      let outcome = try await ScriptOffice.run(
        program,
        """
        \(Self.functions)
        sendas plan --profile ada \(one.command) > plan; echo "planned $?"; pairs
        sendas run --profile ada \(one.command) > first; echo "ran $?"; pairs
        : > err
        sendas run --profile ada \(one.command) > second; echo "ran $?"; pairs
        grep -E 'granted|revoked|lower bound' err
        """)

      let said = try program.read("err")
      #expect(
        outcome.output.hasPrefix(
          "planned 0\n\(Self.before)\nran 0\n\(one.pairs)\nran 0\n\(one.pairs)\n"),
        "\(outcome.output)\(said)")
      #expect(outcome.output.contains("granted 0,"), "\(outcome.output)")
      #expect(!outcome.output.contains(/revoked [1-9]/), "\(outcome.output)")
      #expect(said.contains(/[23] of 3 people have a credential here/) || one.words.contains("csv"))
    }
  }

  @Test(arguments: cases)
  func `what was killed in its midst goes on to the same end`(_ one: Case) async throws {
    try await Program.use(files: ["p.csv": Self.csv]) { program in
      let outcome = try await ScriptOffice.run(
        program,
        """
        \(Self.functions)
        SENDAS_KILL_AT=\(one.killedAt) sendas run --profile ada \(one.command) > killed
        echo "killed $?"
        sendas resume last > resumed; echo "resumed $?"; pairs
        """)

      let said = try program.read("err")
      #expect(
        outcome.output == "killed 137\nresumed 0\n\(one.pairs)\n",
        "\(outcome.output)\(said)")
    }
  }

  @Test(arguments: cases)
  func `what Ctrl-C has ended says how to go on, and goes on to the same end`(
    _ one: Case
  ) async throws {
    try await Program.use(files: ["p.csv": Self.csv]) { program in
      let outcome = try await ScriptOffice.run(
        program, emulator: "--fault 'GET /send_as/: 1 latency 300s'",
        """
        \(Self.functions)
        "$SENDAS" run --profile ada \(one.command) > interrupted 2> said &
        run=$!
        while ! grep -q 'have a credential here' said; do :; done
        kill -INT $run
        wait $run; echo "interrupted $?"; pairs
        curl -s -X DELETE "${URL%/api/v1}/_emulator/faults" > /dev/null
        sendas resume last > resumed; echo "resumed $?"; pairs
        """)

      let said = try program.read("said")
      #expect(
        outcome.output == "interrupted 130\n\(Self.before)\nresumed 0\n\(one.pairs)\n",
        "\(outcome.output)\(said)")
      #expect(said.contains("To go on: sendas resume "))
    }
  }

  @Test(arguments: [
    "onboard.lua p.csv", "sync_teams.lua p.csv", "handover.lua ada@x.test cy@x.test --given",
  ])
  func `nothing is changed while a credential is missing, unless that is said`(
    _ line: String
  ) async throws {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    let command = "\"\(ScriptOffice.path(words[0]))\" \(words[1])"
    let csv = Self.csv + "cy@x.test,ada@x.test\n"
    try await Program.use(files: ["p.csv": csv]) { program in
      let outcome = try await ScriptOffice.run(
        program, without: ["cy"],
        """
        \(Self.functions)
        sendas run --profile ada \(command); echo "$?"; pairs
        sendas run --profile ada \(command) --skip-missing; echo "$?"
        """)

      let said = try program.read("err")
      #expect(outcome.output.contains("4\n\(Self.before)\n"), "\(outcome.output)\(said)")
      #expect(outcome.output.hasSuffix("3\n"), "\(outcome.output)\(said)")
      #expect(said.contains("2 of 3 people have a credential here; not covered: cy@x.test"))
      #expect(said.contains("cy@x.test: no credential is configured\n"))
      #expect(said.contains("give --skip-missing"))
    }
  }

  @Test func `who leaves is deactivated last, and not while anything remains`() async throws {
    let offboard = "\"\(ScriptOffice.path("offboard.lua"))\" --deactivate ben@x.test"
    try await Program.use { program in
      let partly = try await ScriptOffice.run(
        program, without: ["cy"],
        "\(Self.functions)\nsendas run --profile ada \(offboard); echo $?; pairs")
      #expect(
        partly.output.hasSuffix("no credential for cy@x.test\n1\ncy-ben\n"), "\(partly.output)")
      #expect(!partly.output.contains("deactivated"))
    }
    try await Program.use { program in
      let wholly = try await ScriptOffice.run(
        program,
        """
        \(Self.functions)
        sendas plan --profile ada \(offboard)
        sendas run --profile ada \(offboard); echo $?; pairs
        curl -s "${URL%/api/v1}/_emulator/truth" | python3 -c '
        import json, sys
        print([p["email"] for p in json.load(sys.stdin)["people"] if p["inactive"]])'
        """)
      #expect(
        wholly.output.contains("ada@x.test: DELETE {\"path\":\"/membership/"), "\(wholly.output)")
      #expect(
        wholly.output.hasSuffix(
          "nothing remains of ben@x.test\nben@x.test is deactivated\n0\n\n['ben@x.test']\n"),
        "\(wholly.output)")
    }
  }
}
