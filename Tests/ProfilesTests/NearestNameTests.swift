import Testing

@testable import Profiles

@Suite struct NearestNameTests {
  @Test(
    arguments: [
      ("emial", "email"), ("Email", "email"), ("mail", "email"), ("api_keyfile", "api_key_file"),
      ("baseurl", "base_url"), ("colour", nil), ("", nil),
    ] as [(String, String?)])
  func `a slip finds the name that was meant`(word: String, name: String?) {
    let names = ["api_key_file", "api_key_command", "email", "user_id", "base_url"]

    #expect(NearestName.nearest(to: word, among: names) == name)
  }

  @Test func `without names nothing is near`() {
    #expect(NearestName.nearest(to: "x", among: []) == nil)
  }
}
