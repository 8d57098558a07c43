import Foundation
import Testing

/// A journal that cannot be used: nothing is sent without it, and the status is 74.
struct JournalTroubleTests {
  @Test func `a damaged journal stops a change before anything is sent`() async throws {
    try await Program.use(files: ["state/journal.sqlite": "this is no database"]) { program in
      let outcome = try await program("grant", "--emulator", "grace@acme.test")

      #expect(outcome.status == 74)
      #expect(outcome.error.contains("is damaged"))
      #expect(outcome.error.contains("Move the file away"))
      #expect(outcome.output == "")
    }
  }

  @Test func `a read warns about a journal that cannot be opened, and goes on`() async throws {
    try await Program.use(files: ["state/journal.sqlite": "this is no database"]) { program in
      let outcome = try await program("list", "--emulator", "--format", "csv")

      #expect(outcome.status == 0)
      #expect(outcome.error.contains("warning: this is not journaled"))
      #expect(outcome.lines.count > 1)
    }
  }

  @Test func `a read warns about a journal that can be opened and not written, and goes on`()
    async throws
  {
    try await LocalClose.use { close in
      try await Program.use { program in
        try close.configure(program)
        _ = try await program("me")
        // Room for the 32 KiB that SQLite keeps beside the journal, in blocks of 512 bytes, and little
        // or no more.
        for blocks in [64, 70, 80] {
          let full = try await program.run(
            "/bin/sh",
            ["-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$SENDAS\" list --format csv"])

          #expect(full.status == 0, "\(full.error)")
          #expect(full.lines.count == 6)
          guard blocks == 64 else { continue }
          #expect(full.error.contains("warning: this is not journaled: The journal "))
          #expect(full.error.contains("cannot be written"))
        }
      }
    }
  }

  @Test func `a state folder that cannot be made is named`() async throws {
    try await Program.use { program in
      let outcome = try await program(
        "grant", "--emulator", "grace@acme.test", variables: ["SENDAS_STATE_DIR": "/proc/none"])

      #expect(outcome.status == 74)
      #expect(outcome.error.contains("SENDAS_STATE_DIR"))
    }
  }

  @Test func `a disk that is full in the middle stops the run, which goes on when there is room`()
    async throws
  {
    let script = """
      for _, who in ipairs{ "grace@acme.test", "heidi@acme.test", "zoe@acme.test" } do
        for i = 1, 9 do
          sendas.grant(who)
          sendas.revoke(who)
        end
        sendas.grant(who)
      end
      """
    try await Program.use(files: ["many.lua": script]) { program in
      _ = try await program("me", "--emulator")
      // No file may grow beyond 64 KiB, as on a disk without room; the signal for it is ignored.
      let full = try await program.run(
        "/bin/sh",
        ["-c", #"trap '' XFSZ; ulimit -f 128; exec "$SENDAS" run --emulator many.lua"#])
      #expect(full.status == 74)
      #expect(full.error.contains("cannot be written"))

      let resumed = try await program("resume", "last")
      #expect(resumed.status == 0)
      let list = try await program("list", "--emulator", "--format", "csv")
      #expect(list.lines.count { $0.contains("grace@") || $0.contains("heidi@") } == 2)
    }
  }
}
