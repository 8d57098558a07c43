import Testing

@testable import CloseAPI

@Suite struct AssociationListTests {
  private static func read(_ text: String) -> (items: [Association], hasMore: Bool)? {
    var members = JSONMembers(text)
    guard let list = try? AssociationList(&members), (try? members.end()) != nil else { return nil }
    return (list.items, list.hasMore)
  }

  @Test func `a list of the usual form is read as a value of it would be`() throws {
    let one = associationJSON("sdas_1", allowed: "user_b")
    let other = associationJSON("sdas_\\u0032", allowed: "user_é")
    for text in [
      #"{"data":[]}"#, #"{"data":[\#(one)]}"#, #" { "data" : [ \#(one) , \#(other) ] } "#,
      #"{"has_more":false,"data":[\#(other),\#(one)]}"#, #"{"data":[\#(one)],"has_more":true}"#,
      #"{"data":[\#(one)],"data":[\#(other)],"has_more":null}"#,
      #"{"data":[{"id":"s","allowing_user_id":"a","allowed_user_id":"b","organization_id":null}]}"#,
    ] {
      let read = try #require(Self.read(text), "\(text)")
      let value = try JSONValue(parsing: text)
      let items = try (value["data"]?.arrayValue ?? []).map(Association.init(json:))
      #expect(read.items == items, "\(text)")
      #expect(read.hasMore == (value["has_more"]?.boolValue ?? false), "\(text)")
    }
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"data":null}"#, #"{"data":[1]}"#, #"{"data":[{}]}"#, #"{"data":[],}"#,
    #"{"data":[]"#, #"{"data":[]}x"#, #"{"data":[],"next":1}"#, #"{"data":[,]}"#,
    #"{"data":[{"id":"s","allowing_user_id":"a","allowed_user_id":"b"},]}"#,
    #"{"data":[{"id":"s","allowing_user_id":"a","allowed_user_id":"b","more":1}]}"#,
    #"{"data":[{"id":"","allowing_user_id":"a","allowed_user_id":"b"}]}"#,
    #"{"data":[{"id":5,"allowing_user_id":"a","allowed_user_id":"b"}]}"#,
  ])
  func `anything else is left to those who can say what is wrong with it`(text: String) {
    #expect(Self.read(text) == nil)
  }

  @Test func `a list with members nobody knows keeps them`() async throws {
    let rich =
      #"{"data":[{"id":"s","allowing_user_id":"a","allowed_user_id":"b","date":"x"}],"total":1}"#
    _ = try await withClient([.json(200, rich)]) { client, _ in
      let list = try await client.associations()
      #expect(list.map(\.other) == [["date": "x"]])
    }
  }

  @Test func `a list that is none says so`() async throws {
    let answers = [LoopbackServer.Reply](repeating: .json(200, #"{"data":[{"id":"s"}]}"#), count: 2)
    _ = try await withClient(answers) { client, _ in
      let error = await failure { () async throws(CloseError) in try await client.associations() }
      #expect(error?.kind == .unexpectedAnswer)
      #expect(
        error?.message.contains("without 'allowing_user_id'") == true, "\(error?.message ?? "")")
    }
  }

  @Test func `an association of other people is not taken for the one that was asked for`()
    async throws
  {
    let other = associationJSON("sdas_1", allowing: "user_x", allowed: "user_b")
    _ = try await withClient([.json(201, other)]) { client, _ in
      let error = await failure { () async throws(CloseError) in
        try await client.grant(to: "user_b", from: "user_a")
      }
      #expect(error?.message.contains("other people") == true, "\(error?.message ?? "")")
    }
  }
}
