import Lua
import Testing

struct FirstPageTests {
  @Test func `the example of the module's page comes to what the page says`() async throws {
    let lua = try await LuaState()
    let greeting = LuaFunction("greeting", suspends: true) { call in
      let name = call.arguments.first?.text ?? "nobody"
      return .later { [.string("hello \(name)")] }
    }
    await lua.define("greeting", .function(greeting))
    try await lua.prelude("local tasks = ... spawn = tasks.spawn", name: "prelude")

    let script = """
      spawn("in the background", function() heard = greeting("grace") end)
      return greeting("heidi")
      """
    let result = await lua.run(Array(script.utf8), name: "hello.lua")
    let values = try result.main.get()

    #expect(values == [.string("hello heidi")])
    let later = await lua.run(Array("return heard".utf8), name: "later.lua")
    #expect(try later.main.get() == [.string("hello grace")])
  }
}
