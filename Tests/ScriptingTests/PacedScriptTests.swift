import Emulator
import TestFixtures
import Testing

@testable import Scripting

struct PacedScriptTests {
  @Test func `a spent window is waited out and never hammered`() async throws {
    let clock = JumpingClock()
    let result = try await ScriptFixture.run(
      """
      local items = {}
      for i = 1, 600 do items[i] = i end
      print(batch.each(items, function() sendas.list{} end).done)
      """, clock: clock)

    #expect(result.error == nil)
    #expect(result.prints == ["600"])
    #expect(result.throttled == 0)
    // 160 in each window of 8 s: the fourth window is needed.
    #expect(clock.now.offset >= .seconds(24))
  }

  @Test func `the organization's limit is kept over all keys`() async throws {
    let clock = JumpingClock()
    let result = try await ScriptFixture.run(
      """
      local items = {}
      local identities = sendas.identities()
      for i = 1, 30 * #identities do items[i] = identities[i % #identities + 1].name end
      print(batch.each(items, function(name) sendas.as(name).list{} end).done)
      """, clock: clock)

    #expect(result.error == nil)
    #expect(result.prints == ["900"])
    #expect(result.throttled == 0)
    // Three times 160 in each window: the second is needed.
    #expect(clock.now.offset >= .seconds(8))
  }
}
