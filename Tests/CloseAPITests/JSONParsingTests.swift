import CloseAPI
import Testing

@Suite struct JSONParsingTests {
  static let valid: [(String, JSONValue)] = [
    ("null", nil), ("true", true), (" false\n", false), ("\u{FEFF}1", 1),
    ("5", 5), ("-0", 0), ("5.0", 5.0), ("1e3", 1000.0), ("-2.5E-1", -0.25),
    ("9223372036854775807", 9_223_372_036_854_775_807),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("-9223372036854775808", .integer(.min)),
    (#""""#, ""), (#""é😀""#, "é😀"), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u00e9\uD83D\ude00\u0000""#, "é😀\u{0}"),
    ("[]", []), ("{}", [:]), ("[1,[2,{}],\"x\"]", [1, [2, [:]], "x"]),
    (#"{ "b" : 1 , "a" : [ ] }"#, ["b": 1, "a": []]),
    (#"{"a":1,"b":2,"a":3}"#, ["b": 2, "a": 3]),
  ]

  @Test(arguments: valid) func `a valid text is read as its value`(text: String, value: JSONValue)
    throws
  {
    #expect(try JSONValue(parsing: text) == value)
  }

  static let invalid: [(String, Int)] = [
    ("", 0), ("  ", 2), ("nul", 0), ("NaN", 0), ("-Infinity", 1), ("Infinity", 0), ("+1", 0),
    ("01", 0), ("-", 1), ("1.", 2), (".5", 0), ("1e", 2), ("1e+", 3), ("1e999", 0), ("0x10", 1),
    ("1 2", 2), ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("[1", 2), ("{", 1), ("{\"a\"}", 4),
    ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\":1", 6), ("'a'", 0), ("// x", 0),
    ("\"a", 2), ("\"a\u{1}b\"", 2), (#""\x""#, 1), (#""\u12g4""#, 1), (#""\ud800""#, 1),
    (#""\udc00\ud800""#, 1), (#""\ud800A""#, 1), ("]", 0), ("true false", 5),
  ]

  @Test(arguments: invalid) func `an invalid text is refused with the place`(
    text: String, offset: Int
  ) {
    let error = #expect(throws: CloseError.self) { try JSONValue(parsing: text) }
    #expect(error?.kind == .badInput)
    #expect(error?.byteOffset == offset)
    #expect(error?.message.contains("at byte \(offset)") == true)
  }

  /// Strings are passed eight bytes at a time, so everything stands once at each place of eight.
  @Test(arguments: 0...17)
  func `what ends a string or is special in it is found wherever it stands`(_ before: Int) throws {
    let plain = String(repeating: "x", count: before)
    for after in ["", "~", "\u{7F} behind it all"] {
      for (text, value) in [("", ""), (#"\""#, "\""), (#"\n"#, "\n"), ("é", "é"), ("!", "!")] {
        let parsed = try JSONValue(parsing: "[\"\(plain)\(text)\(after)\",1]")
        #expect(parsed == [.string(plain + value + after), 1])
      }
      for control in ["\u{0}", "\u{1F}", "\n"] {
        let error = #expect(throws: CloseError.self) {
          try JSONValue(parsing: "\"\(plain)\(control)\(after)\"")
        }
        #expect(error?.byteOffset == before + 1)
      }
    }
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    let error = #expect(throws: CloseError.self) {
      try JSONValue(parsing: [0x5B, 0x22, 0xC3, 0x28, 0x22, 0x5D])
    }
    #expect(error?.byteOffset == 1)
  }

  @Test func `nesting is read down to the limit and refused beyond it`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let deepest = try JSONValue(parsing: nested(JSONValue.depthLimit))
    #expect(try deepest.text() == nested(JSONValue.depthLimit))
    let error = #expect(throws: CloseError.self) {
      try JSONValue(parsing: nested(JSONValue.depthLimit + 1))
    }
    #expect(error?.byteOffset == JSONValue.depthLimit)
    #expect(throws: CloseError.self) { try JSONValue.array([deepest]).encoded() }
  }

  @Test func `names that only look the same are different members`() throws {
    let value = try JSONValue(parsing: #"{"\u00e9":1,"e\u0301":2}"#)
    #expect(value.objectValue?.count == 2)
  }

  @Test func `an integer is not a number of the same size`() {
    #expect(JSONValue.integer(5) != .number(5))
    #expect(JSONValue.integer(5).doubleValue == 5)
    #expect(JSONValue.number(5).integerValue == nil)
  }

  @Test func `objects are equal whatever the order of their members`() {
    let one: JSONValue = ["a": 1, "b": [true, nil]]
    let other: JSONValue = ["b": [true, nil], "a": 1]
    #expect(one == other)
    #expect(Set([one, other]).count == 1)
    #expect(one != ["a": 1])
  }
}
