import Lua
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    ("0.1", "0.1"), ("2^53", "9007199254740992.0"), ("1e100", "1e+100"), ("3.0", "3.0"),
    ("-0.0", "-0.0"), ("0.1 + 0.2", "0.30000000000000004"), ("1/3", "0.3333333333333333"),
    ("5e-324", "5e-324"), ("2.5e-310", "2.5e-310"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"),
    ("123456789012345.0", "123456789012345.0"), ("1e15", "1e+15"), ("1/0", "inf"), ("-1/0", "-inf"),
    ("3", "3"), ("math.mininteger", "-9223372036854775808"), ("nil", "nil"), ("'x'", "x"),
    ("true", "true"), ("setmetatable({}, { __tostring = function() return 'me' end })", "me"),
  ])
  func `tostring of`(_ value: String, _ text: String) async throws {
    #expect(try await makeState().values("return tostring(\(value))") == [.string(text)])
  }

  @Test func `every float reads back the same, and in as few digits as Swift needs`() async throws {
    // Knuth's generator: the same numbers each time, of all sizes.
    var bits: UInt64 = 1
    let numbers = (1...2000).compactMap { _ -> Double? in
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Double(bitPattern: bits)
      return number.isFinite ? number : nil
    }
    let result = await (try makeState()).run(
      "local r = {} for i, x in ipairs(...) do r[i] = tostring(x) end return r",
      .array(numbers.map(LuaValue.number)))
    let texts = try #require(try result.main.get().first?.items?.compactMap(\.text))
    #expect(texts.compactMap(Double.init) == numbers)
    func digits(_ text: String) -> Int {
      let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
      return mantissa.reversed().drop { $0 == "0" }.count
    }
    #expect(texts.map(digits) == numbers.map { digits("\($0)") })
  }

  @Test func `the name of a type is shown, and a wrong __tostring is an error`() async throws {
    let lua = try await makeState()
    let values = try await lua.values(
      "return tostring(setmetatable({}, { __name = 'Team' })):match('^Team: ')")
    #expect(values == [.string("Team: ")])
    #expect(
      await lua.error("tostring(setmetatable({}, { __tostring = function() end }))")?.message
        == "'__tostring' must return a string")
    #expect(
      await lua.error("tostring()")?.message == "bad argument #1 to 'tostring' (value expected)")
  }
}
