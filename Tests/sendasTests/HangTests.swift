import Foundation
import Testing

/// A library function that never returns cannot be stopped from within.
struct HangTests {
  private static let script = """
    sendas.grant("grace@acme.test")
    local text = ("a"):rep(100000)
    local function search()
      return text:find((".-"):rep(30) .. "b")
    end
    search()
    """

  // The time that Lua may run without a pause, and the grace after it: twelve seconds.
  @Test func `the last words name the line that hung and how to go on, and nothing is lost`()
    async throws
  {
    try await Program.use(files: ["hang.lua": Self.script]) { program in
      let hung = try await program("run", "--emulator", "hang.lua")

      #expect(hung.status == 124)
      let run = try await program("runs", "show", "last")
      let id = String(run.lines[0].split(separator: " ")[1])
      #expect(
        hung.error.hasSuffix(
          """
          error: hang.lua:4 hangs in a library function and cannot be stopped; ending the process
          To go on: sendas resume \(id)

          """), "\(hung.error)")
      #expect(run.output.contains("done   grant"))

      try program.write("sendas.grant('grace@acme.test')", to: "hang.lua")
      let resumed = try await program("resume", "last")
      #expect(resumed.status == 0)
      #expect(resumed.error.contains("from an earlier attempt 1"))
    }
  }
}
