import Emulator
import Foundation
import Testing

/// What a run need not ask, because an earlier one has: whose a key is.
struct RememberedProofTests {
  private static let grants = """
    sendas.as("bob").grant("carol@acme.test")
    sendas.as("alice").grant("dave@acme.test")
    """

  private func proofs(_ close: LocalClose) -> Int {
    close.requests.count { $0.hasSuffix("/me/") }
  }

  @Test func `a key is proven by the first run with it, and again where somebody asks who it is`()
    async throws
  {
    try await Program.use { program in
      try await LocalClose.use { close in
        try close.configure(program)
        try program.write(Self.grants, to: "grants.lua")
        try program.write(#"sendas.preflight{ "alice", "bob" }"#, to: "preflight.lua")
        try program.write("print(sendas.me().last_name)", to: "me.lua")

        var asked: [Int] = []
        for script in ["grants", "grants", "preflight", "me"] {
          let before = proofs(close)
          let outcome = try await program("run", script + ".lua")
          #expect(outcome.status == 0, "\(outcome.error)")
          asked.append(proofs(close) - before)
        }
        let before = proofs(close)
        #expect(try await program("me").status == 0)
        asked.append(proofs(close) - before)

        #expect(asked == [2, 0, 2, 1, 1])
      }
    }
  }

  @Test func `a profile that was given another key is asked whose it is`() async throws {
    try await Program.use { program in
      try await LocalClose.use { close in
        try close.configure(program)
        try program.write(Self.grants, to: "grants.lua")
        #expect(try await program("run", "grants.lua").status == 0)
        let keys = program.folder.appendingPathComponent("config/keys")
        try Data(contentsOf: keys.appendingPathComponent("carol")).write(
          to: keys.appendingPathComponent("bob"))

        let outcome = try await program("run", "grants.lua")

        #expect(outcome.status == 4)
        #expect(outcome.error.contains("carol@acme.test"), "\(outcome.error)")
      }
    }
  }

  @Test func `a key that was revoked after it had been proven is refused by its person's name`()
    async throws
  {
    try await Program.use { program in
      try await LocalClose.use { close in
        try close.configure(program)
        try program.write(Self.grants, to: "grants.lua")
        #expect(try await program("run", "grants.lua").status == 0)
        try program.write(
          """
          for _, member in ipairs(organization.members{}) do
            if member.email == "bob@acme.test" then close.delete("/membership/" .. member.id .. "/") end
          end
          """, to: "remove.lua")
        #expect(try await program("run", "remove.lua").status == 0)
        try program.write(#"sendas.as("bob").grant("dave@acme.test")"#, to: "late.lua")

        let outcome = try await program("run", "late.lua")

        #expect(outcome.status == 4, "\(outcome.error)")
        #expect(outcome.error.contains("Close does not accept"), "\(outcome.error)")
        #expect(outcome.error.contains("bob@acme.test"), "\(outcome.error)")
      }
    }
  }
}
