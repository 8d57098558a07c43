import CloseAPI
import Testing

@Suite struct JSONWritingTests {
  static let texts: [(JSONValue, String)] = [
    (nil, "null"), (true, "true"), (5, "5"), (5.0, "5.0"), (-0.0, "-0.0"), (0.1, "0.1"),
    (1e300, "1e+300"), (.integer(.min), "-9223372036854775808"),
    ("a\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}é", #""a\"\\/\b\f\n\r\t\u0001\u001fé""#),
    ([], "[]"), ([:], "{}"), (["b": 1, "a": [2, nil]], #"{"b":1,"a":[2,null]}"#),
  ]

  @Test(arguments: texts) func `a value is written in one line`(value: JSONValue, text: String)
    throws
  {
    #expect(try value.text() == text)
    #expect(value.description == text)
  }

  @Test func `members are sorted by their bytes on request`() throws {
    let value: JSONValue = ["b": ["z": 1, "B": 2], "a": 3]
    #expect(try value.text(sortedKeys: true) == #"{"a":3,"b":{"B":2,"z":1}}"#)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a number that JSON does not have is refused`(number: Double) {
    let error = #expect(throws: CloseError.self) { try JSONValue.number(number).encoded() }
    #expect(error?.kind == .badInput)
    #expect(JSONValue.array([.number(number)]).description.contains("finite"))
  }

  @Test func `random values come back the same`() throws {
    var generator = SeededGenerator(state: 20_260_101)
    for _ in 0..<500 {
      let value = JSONValue.random(depth: 4, &generator)
      #expect(try JSONValue(parsing: value.encoded()) == value)
      #expect(try JSONValue(parsing: value.encoded(sortedKeys: true)) == value)
    }
  }

  @Test func `a damaged text never crashes and what it yields can be written`() throws {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<2_000 {
      var bytes = try JSONValue.random(depth: 3, &generator).encoded()
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let place = bytes.indices.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.insert(contentsOf: "[{\"\\,:]}-e.0".utf8.shuffled(), at: place)
        }
      }
      do {
        let value = try JSONValue(parsing: bytes)
        #expect(try JSONValue(parsing: value.encoded()) == value)
      } catch {
        #expect(error.kind == .badInput)
        #expect((0...bytes.count).contains(error.byteOffset ?? -1))
      }
    }
  }
}

/// The same numbers in every run, so that a failure can be repeated (xorshift64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

extension JSONValue {
  fileprivate static func random(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
    case 3: return .integer(Int64.random(in: -9...9, using: &generator))
    case 4:
      let number = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator))
      return .number(number.isFinite ? number : 0.5)
    case 5: return .string(text(&generator))
    case 6:
      return .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          random(depth: depth - 1, &generator)
        })
    default:
      return .object(
        (0..<Int.random(in: 0...4, using: &generator)).map { index in
          ("\(index)" + text(&generator), random(depth: depth - 1, &generator))
        })
    }
  }

  private static func text(_ generator: inout SeededGenerator) -> String {
    let letters: [Character] = ["a", "\"", "\\", "\n", "\u{0}", "\u{1F}", "é", "😀", "/", "{"]
    return String((0..<5).compactMap { _ in letters.randomElement(using: &generator) })
  }
}
