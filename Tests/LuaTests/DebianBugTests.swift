import Lua
import Testing

/// The bugs of Debian's Lua 5.4.4 that give a wrong answer: scripts get that answer, and nothing
/// worse.
///
/// Those that can crash are run in a process of their own, by the tests of the program.
@Suite struct DebianBugTests {
  /// What a Lua with the bug answers to the probe's chunk.
  static let sick = [
    ("constant-bits", "0"),
    ("comparison-key", "attempt to index a number value"),
    ("break-close", "late"),
    ("message-handler", "error in error handling"),
    ("utf8-codes", "accepted"),
    ("call-line", "line 2"),
  ]

  @Test(arguments: sick)
  func `a plain Lua answers as a healthy one or as this bug does`(
    _ name: String, _ sick: String
  ) throws {
    let trial = try #require(LuaProbe.named(name)?.trial)
    let answer =
      switch trial.run() {
      case .returned(let text): text
      case .failed(let message): message.replacing(#/^probe:\d+: /#, with: "")
      }
    #expect([trial.healthy, sick].contains(answer))
  }

  @Test(arguments: sick)
  func `a script gets no other answer, and the state works on`(
    _ name: String, _ sick: String
  ) async throws {
    let trial = try #require(LuaProbe.named(name)?.trial)
    let lua = try await makeState()
    let result = await lua.run(
      "local function chunk() \(trial.chunk)\nend return tostring(chunk())")
    let answer =
      switch result.main {
      case .success(let values): values.first?.text
      case .failure(let error): error.message
      }
    #expect([trial.healthy, sick].contains(answer))
    #expect(try await lua.values("return op(1)") == [.integer(1)])
  }

  @Test func `an error of a coroutine that is closed stays an error`() async throws {
    let values = try await makeState().values(
      """
      local co = coroutine.create(function()
        local x <close> = setmetatable({}, { __close = function() error(134, 0) end })
        xpcall(coroutine.yield, function(m) return m end)
      end)
      coroutine.resume(co)
      return (coroutine.close(co)), coroutine.status(co)
      """)
    #expect(values == [.bool(false), .string("dead")])
  }

  @Test func `a local to be closed is closed by break`() async throws {
    let values = try await makeState().values(
      """
      local closed = false
      local function leave()
        for k in next, { 1 } do
          local guard <close> = setmetatable({}, { __close = function() closed = true end })
          local function f() return k end
          break
        end
        return closed
      end
      return leave()
      """)
    #expect(values == [.bool(true)])
  }

  @Test func `text that is not UTF-8 comes out as the bytes that it is`() async throws {
    let values = try await makeState().values(#"return "ab\x80", "ab\xC3\xA4""#)
    #expect(values == [.bytes([0x61, 0x62, 0x80]), .string("abä")])
  }

  @Test func `a traceback finds room at the end of Lua's stack`() async throws {
    let values = try await makeState().values(
      """
      local text
      local function deep(n)
        local ok = pcall(deep, n + 1)
        if not ok and not text then text = debug.traceback("here") end
        return ok
      end
      local function fill() return 1 + fill() end
      deep(1)
      return text:match("^here\\nstack traceback:\\n") ~= nil,
        select(2, xpcall(fill, debug.traceback)):match("stack overflow")
      """)
    #expect(values == [.bool(true), .string("stack overflow")])
  }

  @Test func `a script that has passed its memory is over, weak metatables or not`() async throws {
    var limits = LuaLimits()
    limits.memory = 2 << 20
    let lua = try await makeState(limits)
    let error = await lua.error(
      """
      local kept = {}
      for i = 1, 1e9 do
        local mt = setmetatable({ __newindex = rawset }, { __mode = "kv" })
        kept[i] = setmetatable({}, setmetatable({ __metatable = mt, __mode = "kv" }, mt))
        kept[i][i] = { mt }
      end
      """)
    #expect(error?.kind == .memory)
  }

  @Test func `strings compare by their bytes, zeros too`() async throws {
    let values = try await makeState().values(
      #"return "a\0b" < "a\0c", "a" < "a\0", "a\0" < "a", "a\0b" == "a\0b", "Z" < "a""#)
    #expect(values == [.bool(true), .bool(true), .bool(false), .bool(true), .bool(true)])
  }

  @Test func `every probe is named once, and the library says where it is`() {
    #expect(Set(LuaProbe.all.map(\.name)).count == LuaProbe.all.count)
    let library = LuaProbe.Library.loaded
    #expect(library.release.hasPrefix("Lua 5.4."))
    #expect(library.path?.contains("lua") != false)
  }
}
