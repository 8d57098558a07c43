import CloseAPI
import Lua
import Testing

@testable import Scripting

/// Scripts' values as the text that task keys are digests of.
struct CanonicalTextTests {
  @Test func `it is the JSON of the same value, with the names of members in order`() throws {
    let values: [LuaValue] = [
      .null, .bool(true), .integer(-7), .number(0.5), .number(2), .string("é \"\\\n\u{1}"),
      .array([]), .array([.integer(1), .array([.string("x")]), .null]), .table([]),
      .table([.init("to", .string("b")), .init("from", .string("a")), .init("Z", .nil)]),
      .table([.init("a", .table([.init("é", .integer(1)), .init("e", .array([]))]))]),
    ]
    for value in values {
      var writer = JSONWriter()
      try writer.write(value)
      #expect(try writer.bytes == JSONValue(value).encoded(sortedKeys: true))
    }
  }

  @Test func `what JSON cannot hold is refused`() throws {
    var deep = LuaValue.array([])
    for _ in 0..<JSONValue.depthLimit { deep = .array([deep]) }
    for value in [.bytes([0xFF]), .array([.bytes([0xFF])]), .number(.nan), deep] as [LuaValue] {
      var writer = JSONWriter()
      #expect(throws: (any Error).self) { try writer.write(value) }
    }
  }

  @Test func `an item is called by its name, in which no slash is left, or by its number`() throws {
    let item = LuaValue.table([.init("to", .string("b"))])
    let digest = try TaskKeys().key(for: item)
    let keys = TaskKeys()

    #expect(try keys.key(for: item, number: 3, name: nil) == "\(digest) @ item 3")
    #expect(
      try keys.key(for: item, number: 4, name: "x/people.csv row 2")
        == "\(digest)#2 @ x_people.csv row 2")
    #expect(
      try keys.key(for: item, number: 5, name: "x/\u{301}y").utf8.contains(UInt8(ascii: "/"))
        == false)
    #expect(digest.count == 16)
  }
}
