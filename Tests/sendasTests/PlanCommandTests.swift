import Foundation
import Testing

struct PlanCommandTests {
  private static let script = """
    for _, who in ipairs{ "alice", "frank" } do
      local me = sendas.as(who)
      local before = #me.list{}
      me.grant("grace@acme.test")
      me.grant("heidi@acme.test")
      print(who, #me.list{} - before)
      me.revoke("heidi@acme.test")
      me.grant("zoe@acme.test")
    end
    print(csv.write("out.csv", { { a = 1 }, { a = 2 } }, { "a" }))
    """

  @Test func `a plan shows what would change, and changes nothing`() async throws {
    try await Program.use(files: ["plan.lua": Self.script]) { program in
      let outcome = try await program(
        "plan", "--emulator", "--exit-code", "-o", "plan.json", "plan.lua")

      #expect(outcome.status == 2)
      #expect(outcome.output.contains("alice@acme.test\n  + grace@acme.test\n  + zoe@acme.test\n"))
      #expect(outcome.output.contains("would write out.csv, 2 rows\n"))
      #expect(outcome.output.contains("4 to grant, 0 to revoke, 0 already so: 6 requests"))
      // What the script prints is not the plan; later reads see what is planned.
      #expect(outcome.error.contains("alice\t2\n"))
      #expect(!program.exists("out.csv"))
      #expect(try program.permissions(of: "plan.json") == 0o600)
      #expect(try await program("list", "--emulator", "--format", "csv").lines.count == 6)
    }
  }

  @Test func `apply makes exactly the plan, and stops where a pair has drifted`() async throws {
    try await Program.use(files: ["plan.lua": Self.script]) { program in
      _ = try await program("plan", "--emulator", "-o", "plan.json", "plan.lua")

      let asked = try await program("apply", "plan.json")
      #expect(asked.status == 5)
      #expect(asked.error.contains("say --yes"))

      let applied = try await program("apply", "--yes", "plan.json")
      #expect(applied.status == 0)
      #expect(applied.error.contains("granted 4, already there 0, failed 0"))

      let again = try await program("apply", "--yes", "plan.json")
      #expect(again.status == 5)
      #expect(
        again.error.contains("drifted: alice@acme.test -> grace@acme.test is there already"))

      _ = try await program("revoke", "--emulator", "grace@acme.test")
      let rest = try await program("apply", "--yes", "--skip-drifted", "plan.json")
      #expect(rest.status == 0)
      #expect(rest.error.contains("granted 1, already there 0"))
    }
  }

  @Test func `a plan that was changed by hand is refused`() async throws {
    try await Program.use(files: ["plan.lua": Self.script]) { program in
      _ = try await program("plan", "--emulator", "-o", "plan.json", "plan.lua")
      let text = try program.read("plan.json").replacing("grace@acme.test", with: "eve@acme.test")
      try program.write(text, to: "plan.json")

      let outcome = try await program("apply", "--yes", "plan.json")
      #expect(outcome.status == 66)
      #expect(outcome.error.contains("changed by hand"))
    }
  }

  @Test func `somebody without a credential is listed, and the rest is planned`() async throws {
    let script = """
      for _, who in ipairs{ "alice", "walter@acme.test" } do
        sendas.as(who).grant("grace@acme.test")
      end
      """
    try await Program.use(files: ["plan.lua": script]) { program in
      let outcome = try await program("plan", "--emulator", "plan.lua")

      #expect(outcome.status == 4)
      #expect(outcome.output.contains("alice@acme.test\n  + grace@acme.test"))
      #expect(outcome.output.contains("walter@acme.test   (no credential"))
    }
  }

  @Test func `undo takes back what the run has changed, and nothing else`() async throws {
    let script = "sendas.grant('grace@acme.test') sendas.grant('heidi@acme.test')"
    try await Program.use(files: ["a.lua": script]) { program in
      _ = try await program("grant", "--emulator", "heidi@acme.test")
      let run = try await program("run", "--emulator", "a.lua")
      #expect(run.error.contains("granted 1, already there 1"))

      let undone = try await program("undo", "--yes", "last")
      #expect(undone.status == 0)
      #expect(undone.error.contains("alice@acme.test\n  - grace@acme.test\n"))
      // The undo is a run itself.
      let redone = try await program("undo", "--yes", "last")
      #expect(redone.error.contains("granted 1"))
      #expect(try await program("undo", "--yes", "last").error.contains("revoked 1"))

      let left = try await program("list", "--emulator", "--format", "csv")
      #expect(left.output.contains("heidi@acme.test"))
      #expect(!left.output.contains("grace@acme.test"))
    }
  }

  @Test func `a script that needs what a planned write answers cannot be planned past it`()
    async throws
  {
    let script = """
      local made = close.post("membership", { email = "new@acme.test" })
      print(made.planned)
      print(made.id)
      """
    try await Program.use(files: ["opaque.lua": script]) { program in
      let outcome = try await program("plan", "--emulator", "opaque.lua")

      #expect(outcome.status == 5)
      #expect(outcome.error.contains("true"))
      #expect(outcome.error.contains("this script cannot be planned past here"))
      #expect(outcome.error.contains("'id'"))
      #expect(outcome.error.contains("opaque.lua:3"))
    }
  }

  @Test func `a script that asks for nothing has a plan without changes`() async throws {
    try await Program.use(files: ["s.lua": "print(1)"]) { program in
      let plan = try await program("plan", "--emulator", "-o", "plan.json", "s.lua")
      let applied = try await program("apply", "--yes", "plan.json")

      #expect(plan.status == 0, "\(plan.error)")
      #expect(plan.output == "no changes, 0 already so\n")
      #expect(applied.status == 0, "\(applied.error)")
      #expect(applied.error.contains("nothing to do"))
    }
  }
}
