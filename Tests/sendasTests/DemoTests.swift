import Foundation
import Testing

struct DemoTests {
  @Test func `the demo grants everything once and nothing the second time`() async throws {
    try await Program.use { program in
      let demo = Program.repository.appendingPathComponent("scripts/demo").path
      let first = try await program.run(demo)
      let second = try await program.run(demo)

      #expect(first.status == 0)
      #expect(second.status == 0)
      #expect(first.error.contains("failed 0"))
      #expect(first.error.contains(" none refused for the rate limit, run "))
      let granted = try #require(first.error.firstMatch(of: /granted (\d+), already there (\d+)/))
      let total = try #require(Int(granted.1)) + #require(Int(granted.2))
      #expect(total == 216)
      #expect(second.error.contains("granted 0, already there 216, failed 0"))
      #expect(first.output == second.output)
      #expect(first.output.contains("$ sendas list --emulator --profile alice"))
    }
  }
}
