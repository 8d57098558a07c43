import Testing

@testable import CloseAPI

@Suite struct CredentialTests {
  @Test func `a key of Close's form shows its public id only`() throws {
    let credential = try Credential(apiKey: plantedKey)
    #expect(credential.name == "api_7b8KOSMa0OevK9qJvT6F9s")
    #expect(credential.description == "api_7b8KOSMa0OevK9qJvT6F9s.***")
    #expect(Credential.basic(plantedKey) == "Basic \(plantedHeader)")
    #expect(leaks(in: shown(credential)) == [])
    #expect(leaks(in: shown([credential])) == [])
    #expect(leaks(in: shown(["x": Optional(credential)])) == [])
  }

  @Test func `another key shows nothing and has a stable name`() throws {
    let credential = try Credential(apiKey: "yourapikey-\(plantedSecret)")
    #expect(credential.description == "***")
    #expect(credential.name.hasPrefix("key-"))
    #expect(credential.name.count == 20)
    #expect(try credential.name == Credential(apiKey: "yourapikey-\(plantedSecret)").name)
    #expect(try credential.name != Credential(apiKey: "another-\(plantedSecret)").name)
    #expect(leaks(in: shown(credential)) == [])
  }

  @Test func `the header is the one of Close's documentation`() throws {
    #expect(Credential.basic("yourapikey") == "Basic eW91cmFwaWtleTo=")
  }

  @Test(arguments: ["", " ", "a b", "key\n", "\tkey", "a:b", "schlüssel", "key\u{0}"])
  func `what cannot be a key is refused without being repeated`(text: String) {
    let error = #expect(throws: CloseError.self) { try Credential(apiKey: text + "") }
    #expect(error?.kind == .badArgument)
    #expect(error?.message.contains("schlüssel") == false)
  }

  @Test func `no text of an error holds a key`() throws {
    _ = try Credential(apiKey: plantedKey)
    let underneath = CloseError(.unexpectedAnswer, "it said \(plantedKey)")
    let error = CloseError(
      .invalid, "sent \(Credential.basic(plantedKey)) for \(plantedKey)", status: 400,
      fieldErrors: ["key \(plantedKey)": ["nested": .string("\(plantedHeader)")]],
      errors: ["bad \(plantedKey)"], operation: "GET /\(plantedKey)/", identity: plantedKey,
      cause: underneath)
    #expect(leaks(in: shown(error)) == [])
    #expect(error.message == "sent Basic *** for api_7b8KOSMa0OevK9qJvT6F9s.***")
  }
}

/// Everything that printing, debugging or dumping a value shows.
func shown<Value>(_ value: Value) -> String {
  var dumped = ""
  dump(value, to: &dumped)
  let mirror = Mirror(reflecting: value).children.map { "\($0)" }.joined()
  return "\(value) \(String(reflecting: value)) \(dumped) \(mirror)"
}

/// The forms of the planted key that a text gives away.
func leaks(in text: String) -> [String] {
  [plantedSecret, plantedHeader].filter(text.contains)
}
