import Testing

@testable import CloseAPI

@Suite struct CloseRequestTests {
  @Test func `every path ends in a slash and its parts are encoded`() throws {
    let one = try CloseRequest(
      .get, ["send_as", "a/b c?é"], query: [("x", "1&2"), ("y", "user_1")])
    #expect(one.path == "/send_as/a%2Fb%20c%3F%C3%A9/")
    #expect(one.query == "?x=1%262&y=user_1")
    #expect(one.operation == "GET /send_as/a%2Fb%20c%3F%C3%A9/")
    #expect(one.group == "GET /send_as")
    #expect(try CloseRequest(.post, ["send_as", "bulk"]).group == "POST /send_as")
  }

  @Test(arguments: ["", ".", ".."]) func `an id that means another resource is refused`(id: String)
  {
    let error = #expect(throws: CloseError.self) { try CloseRequest(.delete, ["send_as", id]) }
    #expect(error?.kind == .badArgument)
  }

  @Test func `an empty filter is refused`() {
    let error = #expect(throws: CloseError.self) {
      try CloseRequest(.delete, ["send_as"], query: [("allowing_user_id", "")])
    }
    #expect(
      error?.message == "'allowing_user_id' is empty. Give the id of the person who is meant.")
  }

  @Test(arguments: [
    "https://api.close.com/api/v1", "https://api.close.com/api/v1//", "http://localhost:8080",
    "http://127.0.0.1:1/x", "http://127.8.9.1/", "http://[::1]:99/", "HTTPS://example.test",
  ])
  func `https anywhere and http on this machine are base URLs`(text: String) throws {
    let url = try BaseURL(text).text
    #expect(text.hasPrefix(url))
    #expect(!url.hasSuffix("/"))
  }

  static let refused: [(String, String)] = [
    ("http://api.close.com/api/v1", "plain http to another machine"),
    ("http://127.0.0.1.evil.test/", "plain http to another machine"),
    ("http://localhost.evil.test/", "plain http to another machine"),
    ("http://128.0.0.1/", "plain http to another machine"),
    ("ftp://localhost/", "is not an http or https URL"), ("", "is not an http or https URL"),
    ("api.close.com", "is not an http or https URL"), ("https://", "is not an http or https URL"),
    ("https://me:pw@example.test/", "user name or password"),
    ("https://example.test/?a=b", "query or fragment"),
    ("https://example.test/#x", "query or fragment"),
  ]

  @Test(arguments: refused) func `other base URLs are refused with the reason`(
    text: String, words: String
  ) {
    let error = #expect(throws: CloseError.self) { try CloseTransport(baseURL: text) }
    #expect(error?.kind == .badArgument)
    #expect(error?.message.contains(words) == true)
    #expect(error?.message.contains("pw") == false)
  }
}
