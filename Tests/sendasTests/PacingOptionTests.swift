import ArgumentParser
import Foundation
import Testing

@testable import sendas

struct PacingOptionTests {
  @Test func `a limit in front of Close that is known is kept from the first request on`()
    async throws
  {
    let script = """
      for _, who in ipairs{ "alice", "bob", "carol" } do sendas.as(who).grant("grace@acme.test") end
      """
    try await Program.use(files: ["s.lua": script]) { program in
      let plan = try await program("plan", "--emulator", "--max-per-second", "3", "s.lua")

      // A proof, a list and a change of each: three now, three after a second, three after two.
      #expect(plan.output.contains("9 requests, at least 2.0 s"), "\(plan.output)")
    }
  }

  @Test(arguments: [["--max-per-second", "0"], ["--max-per-second", "-2"]])
  func `no request at all is no limit`(_ words: [String]) async throws {
    try await Program.use { program in
      let outcome = try await program.run(Program.path, ["me", "--emulator"] + words)
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("--max-per-second takes a number from 1"))
    }
  }

  @Test func `a run that is resumed is as careful as it was`() throws {
    let options = try ConnectionOptions.parse([
      "--max-per-second", "40", "--strict-windows", "--share", "50%",
    ])
    let kept = RunSettings(text: RunSettings(options, .none).text).connection(emulator: false)

    #expect(kept.maxPerSecond == 40)
    #expect(kept.strictWindows)
    #expect(kept.share?.description == "50%")
  }

  @Test func `settings that an older build has kept are read`() {
    let settings = RunSettings(
      text: """
        {"allowLargeRevoke":false,"allowOverlap":false,"allowPath":[],"allowProtected":false,\
        "connections":7,"lib":[],"maxRevokes":5,"noCoalesce":false,"readOnly":false,\
        "skipDrifted":false}
        """)
    let options = settings.connection(emulator: false)

    #expect(options.connections == 7)
    #expect(options.maxPerSecond == nil)
    #expect(!options.strictWindows)
  }

  @Test func `strict windows cost nothing that a run is refused for`() async throws {
    try await Program.use { program in
      let outcome = try await program("list", "--emulator", "--strict-windows", "--format", "csv")
      #expect(outcome.status == 0)
      #expect(outcome.lines.count == 6)
    }
  }
}
