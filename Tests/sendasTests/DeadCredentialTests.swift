import Foundation
import Testing

/// Credentials that end while a run is under way.
struct DeadCredentialTests {
  @Test func `a key that is revoked in mid-run stops that person at once, and not the run`()
    async throws
  {
    try await Program.use { program in
      try await program.servingClose { url in
        try program.write(
          """
          local bob, carol = sendas.as("bob"), sendas.as("carol")
          bob.grant("zoe@acme.test")
          for _, member in ipairs(organization.members{}) do
            if member.email == "bob@acme.test" then close.delete("/membership/" .. member.id .. "/") end
          end
          local report = batch.each({ "grace", "heidi", "ivan", "judy", "karl" }, function(name)
            carol.grant(name .. "@acme.test")
            bob.grant(name .. "@acme.test")
          end, { on_error = "continue" })
          print(report.done, #report.failed, report.failed[1].error.kind)
          print(#carol.list{})
          """, to: "dead.lua")

        let outcome = try await program(
          "run", "--profile", "alice", "dead.lua",
          variables: ["SENDAS_CONFIG_DIR": program.folder.path + "/acme"])

        #expect(outcome.status == 3, "\(outcome.error)")
        #expect(outcome.lines.first == "0\t5\tunauthorized")
        #expect(outcome.error.contains("granted 6"), "\(outcome.error)")
        // The refused change, and the proof that it is the key.
        let truth = try await program.shell(
          "curl -s \(url.dropLast("/api/v1".count))/_emulator/truth")
        #expect(truth.output.components(separatedBy: "\"status\":401").count - 1 <= 2)
      }
    }
  }
}
