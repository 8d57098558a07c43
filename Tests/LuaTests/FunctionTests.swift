import Lua
import Testing

@Suite struct FunctionTests {
  /// Says when it is let go.
  final class Witness: Sendable {
    let gone: @Sendable () -> Void
    init(_ gone: @escaping @Sendable () -> Void) { self.gone = gone }
    deinit { gone() }
  }

  /// A function that makes functions, and what happens when one of those is let go.
  private func maker(_ gone: @escaping @Sendable () -> Void) -> LuaFunction {
    LuaFunction("make") { _ in
      let witness = Witness(gone)
      let made = LuaFunction("made") { _ in
        withExtendedLifetime(witness) { .values([.integer(1)]) }
      }
      return .values([.function(made)])
    }
  }

  @Test func `a function within a result can be called`() async throws {
    let make = LuaFunction("make") { _ in
      .values([
        .table([.init("one", .function(LuaFunction("one") { _ in .values([.integer(1)]) }))])
      ])
    }
    #expect(try await makeState(extra: [make]).values("return make().one()") == [.integer(1)])
  }

  @Test func `an iterator of Swift's works in a for loop, and may wait`() async throws {
    let count = LuaFunction("count") { _ in
      let counter = Counter()
      let next = LuaFunction("next", suspends: true) { _ in
        .waiting {
          counter.increment()
          return counter.value > 3 ? [.nil] : [.integer(Int64(counter.value))]
        }
      }
      return .values([.function(next)])
    }
    let values = try await makeState(extra: [count]).values(
      "local s = 0 for i in count() do s = s + i end return s")
    #expect(values == [.integer(6)])
  }

  @Test func `functions are let go when Lua has collected them`() async throws {
    let gone = Counter()
    let lua = try await makeState(extra: [maker { gone.increment() }])
    _ = await lua.run("for i = 1, 20000 do assert(make()() == 1) end")
    #expect(gone.value > 10_000)
  }

  @Test func `all are let go when the state is`() async throws {
    let (gone, all) = (Counter(), Signal())
    func use() async throws {
      let maker = maker {
        gone.increment()
        if gone.value == 10 { all.fire() }
      }
      let lua = try await makeState(extra: [maker])
      _ = await lua.run("kept = {} for i = 1, 10 do kept[i] = make() end")
      #expect(gone.value == 0)
    }
    try await use()
    await all.wait()
    #expect(gone.value == 10)
  }

  @Test func `the place of a call is the innermost line of the script`() async throws {
    let lua = try await makeState()
    try await lua.prelude("function through(...) return place(...) end", name: "through")
    let values = try await lua.values(
      """
      local a = place()
      local b = through()
      local c = coroutine.wrap(function()
        return (through())
      end)()
      local d = coroutine.wrap(through)()
      local e
      table.sort({ 1, 2 }, function()
        e = through()
      end)
      local f = load("return place()", "=[through]")()
      return a, b, c, d, e, f
      """)
    #expect(
      values == [
        .string("script.lua:1"), .string("script.lua:2"), .string("script.lua:4"),
        .string("script.lua:6"), .string("script.lua:9"), .string("[string \"[through]\"]:1"),
      ])
  }

  @Test func `a call from a prelude has no place and no task`() async throws {
    let seen = Log()
    let look = LuaFunction("look") { call in
      seen.add("\(call.task) '\(call.taskPath)' \(call.place?.description ?? "none")")
      return .values([])
    }
    let lua = try await makeState(extra: [look])
    try await lua.prelude("look()", name: "look")
    #expect(seen.entries == ["0 '' none"])
    _ = await lua.run("look()")
    #expect(seen.entries.last == "1 'main' script.lua:1")
  }

  @Test func `a function that is not told where it is called is still told of with its line`()
    async throws
  {
    let seen = Log()
    let look = LuaFunction("look", isPlaced: false) { call in
      seen.add(call.place?.description ?? "none")
      throw LuaError.forbidden
    }
    let error = await (try makeState(extra: [look])).error("\nlook()")
    #expect(seen.entries == ["none"])
    #expect(error?.place == LuaPlace(source: "script.lua", line: 2))
  }
}
