import Lua
import Testing

@Suite struct MemoryTests {
  static let limits = {
    var limits = LuaLimits()
    limits.memory = 4 << 20
    return limits
  }()

  @Test func `a huge table is stopped under the limit`() async throws {
    let lua = try await makeState(Self.limits)
    let error = await lua.error("local t = {} for i = 1, 1e9 do t[i] = { i } end")
    #expect(error?.kind == .memory)
    #expect(await lua.memory.peak <= 4 << 20)
    #expect(try await lua.values("return op(1)") == [.integer(1)])
  }

  @Test func `a script can catch it`() async throws {
    let lua = try await makeState(Self.limits)
    #expect(
      try await lua.values("return pcall(string.rep, 'x', 1 << 30)")
        == [.bool(false), .string("not enough memory")])
  }

  @Test(arguments: ["megabytes(10)", "op_megabytes(10)"])
  func `too much from Swift ends the script before its next instruction`(_ call: String)
    async throws
  {
    let lua = try await makeState(Self.limits)
    #expect(await lua.error("local s = \(call) reached = true")?.kind == .memory)
    let values = try await lua.values(
      """
      local ok, e = pcall(function() return #\(call) end)
      return reached, ok, e, #megabytes(1)
      """)
    #expect(values == [.nil, .bool(false), .string("not enough memory"), .integer(1 << 20)])
  }

  @Test func `under the limit nothing is refused`() async throws {
    let values = try await makeState(Self.limits).values(
      "local s = {} for i = 1, 3 do s[i] = megabytes(1) end return #s")
    #expect(values == [.integer(3)])
  }

  @Test func `a limit too small for the library is an error`() async throws {
    var limits = LuaLimits()
    limits.memory = 1000
    await #expect(throws: LuaError.self) { _ = try await LuaState(limits: limits) }
  }
}
