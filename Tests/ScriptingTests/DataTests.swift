import Emulator
import Lua
import Testing

@testable import Scripting

struct DataTests {
  @Test func `rows come with their numbers, as a spreadsheet counts them`() async throws {
    let result = try await ScriptFixture.run(
      """
      for row, number in csv.rows("people.csv") do print(number, row.email, row.team) end
      """,
      files: [
        "people.csv": "\u{FEFF}email,team\r\na@x,\"sales, east\"\r\n\r\nb@x,\"say \"\"hi\"\"\"\r\n"
      ])

    #expect(result.error == nil)
    #expect(result.prints == ["2\ta@x\tsales, east", "4\tb@x\tsay \"hi\""])
  }

  @Test func `a byte order mark before a quoted header is skipped`() async throws {
    let result = try await ScriptFixture.run(
      "print(csv.read('p.csv')[1].email)",
      files: ["p.csv": "\u{FEFF}\"email\",\"team\"\r\n\"a@x\",\"b\"\r\n"])

    #expect(result.error == nil)
    #expect(result.prints == ["a@x"])
  }

  @Test func `semicolons and tabs are understood`() async throws {
    let result = try await ScriptFixture.run(
      """
      print(csv.read("a.csv")[1].b, csv.read("b.csv")[1].b)
      """, files: ["a.csv": "a;b\n1;2\n", "b.csv": "a\tb\n1\t3\n"])

    #expect(result.prints == ["2\t3"])
  }

  @Test(arguments: [
    (
      "csv.rows('none.csv')",
      "there is no file 'none.csv'; relative paths start at the current folder"
    ),
    ("csv.rows('empty.csv')", "empty.csv is empty: its first row must name the columns"),
    (
      "csv.rows('p.csv', { 'allowed' })",
      "p.csv has no column 'allowed'; its columns are: email, team"
    ),
    (
      "for row in csv.rows('p.csv') do print(row.emial) end",
      "p.csv has no column 'emial' (did you mean 'email'?); its columns are: email, team"
    ),
    (
      "for row in csv.rows('short.csv') do print(row.email) end",
      "short.csv row 2: 1 field where the header names 2 columns (email, team)"
    ),
    (
      "for row in csv.rows('open.csv') do print(row.email) end",
      "open.csv row 3: a quotation mark that opens in this row is never closed, so nothing after it could be read"
    ),
    ("csv.rows('twice.csv')", "twice.csv row 1: two columns are named 'a'; rename one"),
  ])
  func `bad input is one clear error with file and row`(
    _ source: String, _ message: String
  ) async throws {
    let result = try await ScriptFixture.run(
      source,
      files: [
        "empty.csv": "", "p.csv": "email,team\nx,y\n", "short.csv": "email,team\nx\n",
        "open.csv": "email,team\na,b\n\"x,y\n", "twice.csv": "a,a\n1,2\n",
      ])

    #expect(result.error?.kind == LuaError.Kind(rawValue: "bad_input"))
    #expect(result.error?.message == message)
  }

  @Test func `a bad row does not stop the others`() async throws {
    let result = try await ScriptFixture.run(
      """
      local result = batch.each(csv.rows("p.csv"), function(row) return #row.email end,
        { on_error = "continue" })
      print(result.done, #result.failed, result.failed[1].key)
      """, files: ["p.csv": "email,team\na,b\nc\nd,e\n"])

    #expect(result.error == nil)
    #expect(result.prints == ["2\t1\tp.csv row 3"])
  }

  @Test func `what is written is read back the same`() async throws {
    let result = try await ScriptFixture.run(
      """
      csv.write("out.csv", { { a = 'x,"y"', b = 1 }, { a = "line\\nend" } }, { "a", "b" })
      for row, number in csv.rows("out.csv") do print(number, row.a, row.b) end
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["2\tx,\"y\"\t1", "3\tline\nend\t"])
  }

  @Test func `a csv for a spreadsheet holds no formula, any other holds the texts as they are`()
    async throws
  {
    let result = try await ScriptFixture.run(
      #"""
      local rows = { { a = "=1+1", b = -2 }, { a = "+41 44", b = "a;-b" }, { a = "é@x", b = "@x" } }
      csv.write("data.csv", rows, { "a", "b" })
      csv.write("sheet.csv", rows, { "a", "b" }, { for_spreadsheet = true })
      print((fs.read("data.csv"):gsub("\r\n", "|")))
      print((fs.read("sheet.csv"):gsub("\r\n", "|")))
      print(pcall(csv.write, "x.csv", rows, { "a" }, { for_spreadsheet = 1 }))
      """#)

    #expect(result.error == nil)
    #expect(
      result.prints == [
        #"a,b|=1+1,-2|+41 44,"a;-b"|é@x,@x|"#,
        #"a,b|'=1+1,-2|'+41 44,"a;'-b"|é@x,'@x|"#,
        "false\tbad_argument: csv.write takes true or false as 'for_spreadsheet'",
      ])
  }

  @Test func `files elsewhere are refused, links that lead there too`() async throws {
    let result = try await ScriptFixture.run(
      """
      for _, path in ipairs{ "/etc/passwd", "../x.csv", "sub/../../x.csv" } do
        local ok, err = pcall(csv.rows, path)
        print(ok, err.kind)
      end
      print(pcall(csv.write, "../x.csv", {}, { "a" }))
      """)

    #expect(result.prints.count == 4)
    #expect(result.prints.allSatisfy { $0.hasPrefix("false\trefused") })
  }

  @Test func `json keeps integers, floats, null and empty lists apart`() async throws {
    let result = try await ScriptFixture.run(
      """
      local v = json.decode('{"i":5,"f":5.0,"n":null,"a":[],"o":{}}')
      print(math.type(v.i), math.type(v.f), v.n == json.null, tostring(v.n))
      print(json.encode(v))
      print(json.encode{ list = json.array{}, object = json.object{}, text = "ä\\0" })
      print(pcall(json.decode, "{"))
      """)

    #expect(result.error == nil)
    #expect(
      result.prints.prefix(3) == [
        "integer\tfloat\ttrue\tnull", #"{"a":[],"f":5.0,"i":5,"n":null,"o":{}}"#,
        #"{"list":[],"object":{},"text":"ä\u0000"}"#,
      ])
    #expect(result.prints[3].hasPrefix("false\tbad_input"))
  }

  @Test func `a script has its arguments twice, and logs apart from prints`() async throws {
    let result = try await ScriptFixture.run(
      """
      local first = ...
      print(first, script.args[2], #script.args)
      log.info("hello", 5, nil)
      log.warn("careful")
      """, arguments: ["one", "two"])

    #expect(result.prints == ["one\ttwo\t2"])
    #expect(result.logs == ["info: hello 5 nil", "warning: careful"])
  }
}
