import Lua
import Testing

@testable import Scripting

struct LinePieceTests {
  @Test(arguments: [
    ("x = 1", "x = 1"),
    ("local x = 1", "local x = 1\n ;__keep(\"x\",false,function() return x end); "),
    (
      "local x <const> = 1 print(x)",
      "local x <const> = 1  ;__keep(\"x\",true,function() return x end); print(x)"
    ),
    (
      "local function f() local y end\nlocal _ = f()",
      "local function f() local y end\n ;__keep(\"f\",false,function() return f end); local _ = f()"
    ),
    ("local file <close> = open() -- gone", "local file <close> = open() -- gone"),
    ("do local x = 1 end", "do local x = 1 end"),
    (
      "local é = '日本' return 1", "local é = '日本' return 1"
    ),
  ])
  func `each local of the top level is noted where it is set`(_ text: String, _ noted: String) {
    #expect(LinePiece(text).source == noted)
  }

  @Test func `places are found behind other scripts' letters`() {
    let piece = LinePiece("local a = 'é日' local b = a\r\nlocal c = b")

    #expect(
      piece.source.hasPrefix(
        "local a = 'é日'  ;__keep(\"a\",false,function() return a end); local b = a\r\n ;__keep"))
  }

  @Test func `rows get their people first, and columns are those that occur`() throws {
    let rows = try RowTable([
      .table([.init("state", .string("done")), .init("email", .string("a@b.c"))]),
      .table([.init("n", .integer(2)), .init("list", .array([.integer(1), .bool(true)]))]),
    ])

    #expect(rows.columns == ["email", "list", "n", "state"])
    #expect(rows.rows == [["a@b.c", "", "", "done"], ["", "1 true", "2", ""]])
    #expect(throws: (any Error).self) { try RowTable([.string("no row")]) }
  }
}
