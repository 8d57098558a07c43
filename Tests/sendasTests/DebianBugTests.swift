import Lua
import Testing

/// The bugs of Debian's Lua 5.4.4 that end a process, met by scripts: each is refused or harmless,
/// the program lives and says what is wrong.
struct DebianBugTests {
  /// Runs a script on the emulator and expects it to fail with these words, without a crash.
  private func expectRefusal(
    _ script: String, _ words: String, _ location: SourceLocation = #_sourceLocation
  ) async throws {
    try await Program.use(files: ["bug.lua": script]) { program in
      let outcome = try await program("run", "--emulator", "bug.lua")
      let runs = try await program("runs", "show", "last")

      #expect(outcome.status == 1, sourceLocation: location)
      #expect(outcome.error.contains(words), "\(outcome.error)", sourceLocation: location)
      #expect(runs.output.contains("state     failed, exit status 1"), sourceLocation: location)
    }
  }

  private static let deep = "local function deep(n) return n > 0 and 1 + deep(n - 1) or 0 end\n"

  @Test(arguments: [
    ("concat", "__concat is not available"),
    ("nested-close", "coroutine.close is nested too deep"),
    ("binary-chunk", "a nil value (field 'dump')"),
    ("deep-names", "an error"),
  ])
  func `the chunk that shows a bug ends as any script does`(
    _ bug: String, _ words: String
  ) async throws {
    let trial = try #require(LuaProbe.named(bug)?.trial)
    let script = "local function chunk()\n\(trial.chunk)\nend\nerror(chunk(), 0)"
    try await expectRefusal(script, words)
  }

  @Test func `__concat that is added later is refused`() async throws {
    try await expectRefusal(
      Self.deep + """
        local mt = {}
        local t = setmetatable({}, mt)
        mt.__concat = function() deep(300) return "x" end
        print(t .. t .. t .. t)
        """, "__concat")
  }

  @Test func `__concat in a text that is loaded is refused`() async throws {
    try await expectRefusal(
      Self.deep + """
        local mt = {}
        local t = setmetatable({}, mt)
        assert(load("local mt, f = ... mt.__concat = f"))(mt, function() deep(300) return "x" end)
        print(t .. t .. t .. t)
        """, "__concat")
  }

  @Test func `the metatable of strings cannot get one`() async throws {
    try await expectRefusal(
      "getmetatable('')['__con' .. 'cat'] = function() return 'x' end print(1 .. {})",
      "attempt to index a boolean value")
  }

  @Test func `there is nothing that makes or takes a precompiled chunk`() async throws {
    try await expectRefusal(
      #"assert(load("\27Lua\x54\0\x19\x93\r\n\x1a\n\4\8\8", "x", "b"))"#,
      "attempt to load a binary chunk (mode is 't')")
  }
}
