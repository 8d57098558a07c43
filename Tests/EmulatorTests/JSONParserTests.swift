import Testing

@testable import Emulator

@Suite("Reading JSON")
struct JSONParserTests {
  private func parse(_ text: String) throws(JSONParser.Failure) -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  @Test(
    arguments: [
      ("null", nil), (" true\n", true), ("\tfalse\r", false), ("0", 0), ("-12", -12),
      ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(0x1p63)),
      ("0.5", .number(0.5)), ("-1.5e+2", .number(-150)), ("1E2", .number(100)), ("-0", 0),
      (#""""#, ""), (#""a/b\/ü""#, "a/b/ü"), (#""\"\\\b\f\n\r\t""#, "\"\\\u{8}\u{c}\n\r\t"),
      (#""\u00e9\uD83D\uDE00!""#, "é😀!"), ("[]", []), ("[1, [2],{}]", [1, [2], [:]]),
      (#"{"b" : 1,"a":[ ]}"#, ["a": [], "b": 1]), (#"{"a":1,"b":0,"a":2}"#, ["a": 2, "b": 0]),
    ] as [(String, JSONValue)])
  func `what is JSON is read`(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  @Test(arguments: [
    ("", "the text ends where there should be a value"),
    ("nul", "'n' stands where there should be a value"),
    ("NaN", "'N' stands where there should be a value"),
    ("-Infinity", "'I' stands where there should be a digit"),
    ("01", "something stands after the document"),
    ("1.", "the text ends where there should be a digit"),
    ("1e999", "a number is too large"),
    ("[1,]", "']' stands where there should be a value"),
    ("[1 2]", "'2' stands where there should be a comma or ']'"),
    ("{'a':1}", "''' stands where there should be a key in quotes"),
    (#"{"a" 1}"#, "'1' stands where there should be a colon"),
    (#"{"a":1;}"#, "';' stands where there should be a comma or '}'"),
    (#""a"#, "the text ends where there should be the end of a text"),
    ("\"a\nb\"", "byte 10 stands where there should be the end of a text"),
    ("\"\\n\u{1}\"", "byte 1 stands where there should be the end of a text"),
    (#""\x""#, "'x' stands where there should be an escape such as 'n'"),
    (#""\u12g4""#, "'g' stands where there should be a hexadecimal digit"),
    (#""\ud800""#, "'\"' stands where there should be the other half of a pair"),
    (#""\ud800\u0041""#, "half of a pair stands alone"),
    (#""\udc00""#, "half of a pair stands alone"),
  ])
  func `what is none is said to be none`(text: String, words: String) {
    do {
      _ = try parse(text)
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error == JSONParser.Failure(words: words, line: 1))
    }
  }

  @Test func `a failure names its line`() {
    #expect(throws: JSONParser.Failure(words: "'x' stands where there should be a value", line: 3))
    {
      try parse("{\n\"a\":\nx}")
    }
  }

  @Test func `bytes that are not UTF-8 are refused, in keys and with escapes too`() {
    for bytes in [[0x22, 0xC3, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22]] as [[UInt8]] {
      #expect(throws: JSONParser.Failure(words: "a text is not UTF-8", line: 1)) {
        try JSONValue(parsing: bytes)
      }
    }
  }

  @Test func `values nest as deep as anybody needs, and no stack is exhausted`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: #"{"a":["#, count: depth / 2)
        + String(repeating: "]}", count: depth / 2)
    }
    #expect(try parse(nested(200)) != .null)
    #expect(throws: JSONParser.Failure(words: "values nest deeper than 200", line: 1)) {
      try parse(nested(1_000_000))
    }
  }

  @Test func `what is written is read again`() throws {
    let value: JSONValue = [
      "a": "\"\\\n\r\t\u{1}\u{1f}ü😀", "b": [1, .number(0.1), .number(1e300), nil, true],
      "c": [:],
    ]
    #expect(try JSONValue(parsing: value.compactText) == value)
    #expect(try JSONValue(parsing: value.readableText) == value)
  }
}
