import Testing

@testable import CloseAPI

/// Requests for resources without typed calls.
@Suite struct ResourceTests {
  /// The resources that Close's documentation lists, with a path and the shape of an answer.
  static let resources: [(path: String, answer: String)] = [
    ("/lead/", #"{"data":[{"id":"lead_1","display_name":"Bluth"}],"has_more":false}"#),
    ("/lead/lead_1/", #"{"id":"lead_1","contacts":[]}"#),
    ("/contact/", #"{"data":[{"id":"cont_1"}],"has_more":false}"#),
    ("/contact/cont_1/", #"{"id":"cont_1","emails":[{"email":"a@b.c","type":"office"}]}"#),
    (
      "/activity/", #"{"data":[{"_type":"Email","id":"acti_1","send_as_id":null}],"has_more":true}"#
    ),
    ("/activity/call/", #"{"data":[],"has_more":false}"#),
    ("/activity/email/acti_1/", #"{"id":"acti_1","send_as_id":"user_1"}"#),
    ("/activity/emailthread/", #"{"data":[],"has_more":false}"#),
    ("/activity/meeting/", #"{"data":[],"has_more":false}"#),
    ("/activity/note/", #"{"data":[],"has_more":false}"#),
    ("/activity/sms/", #"{"data":[],"has_more":false}"#),
    ("/activity/custom/", #"{"data":[],"has_more":false}"#),
    ("/activity/status_change/lead/", #"{"data":[],"has_more":false}"#),
    ("/activity/status_change/opportunity/", #"{"data":[],"has_more":false}"#),
    ("/activity/created/", #"{"data":[],"has_more":false}"#),
    ("/activity/whatsapp_message/", #"{"data":[],"has_more":false}"#),
    ("/activity/form_submission/", #"{"data":[],"has_more":false}"#),
    ("/activity/lead_merge/", #"{"data":[],"has_more":false}"#),
    ("/activity/task_completed/", #"{"data":[],"has_more":false}"#),
    ("/opportunity/", #"{"data":[],"has_more":false,"total_value_annualized":0}"#),
    ("/task/", #"{"data":[],"has_more":false}"#),
    ("/custom_field/lead/", #"{"data":[],"has_more":false}"#),
    ("/custom_field/contact/", #"{"data":[],"has_more":false}"#),
    ("/custom_field/opportunity/", #"{"data":[],"has_more":false}"#),
    ("/custom_field/activity/", #"{"data":[]}"#), ("/custom_field/shared/", #"{"data":[]}"#),
    ("/custom_field/custom_object_type/", #"{"data":[]}"#),
    ("/custom_field_schema/lead/", #"{"fields":[]}"#),
    ("/custom_activity/", #"{"data":[]}"#), ("/custom_object_type/", #"{"data":[]}"#),
    ("/status/lead/", #"{"data":[],"has_more":false}"#),
    ("/status/opportunity/", #"{"data":[],"has_more":false}"#),
    ("/pipeline/", #"{"data":[{"id":"pipe_1","statuses":[]}]}"#),
    ("/report/sent_emails/orga_1/", #"{"data":[]}"#),
    ("/report/statuses/lead/orga_1/", #"{"status_overview":[]}"#),
    ("/report/activity/", #"{"reports":[]}"#), ("/email_template/", #"{"data":[]}"#),
    ("/sms_template/", #"{"data":[]}"#), ("/sequence/", #"{"data":[],"has_more":false}"#),
    ("/sequence_subscription/", #"{"data":[],"has_more":false}"#),
    ("/dialer/", #"{"data":[],"has_more":false}"#), ("/saved_search/", #"{"data":[]}"#),
    ("/bulk_action/email/", #"{"data":[],"has_more":false}"#),
    ("/bulk_action/sequence_subscription/", #"{"data":[]}"#),
    ("/bulk_action/delete/", #"{"data":[]}"#), ("/bulk_action/edit/", #"{"data":[]}"#),
    ("/webhook/", #"{"data":[{"id":"whsub_1","events":[]}]}"#),
    ("/connected_account/", #"{"data":[{"_type":"google","id":"emailacct_1"}],"has_more":false}"#),
    ("/group/", #"{"data":[{"id":"group_1"}],"has_more":false}"#),
    ("/role/", #"{"data":[{"id":"role_1","permissions":[]}],"has_more":false}"#),
    ("/event/", #"{"data":[],"cursor_next":null,"cursor_previous":null}"#),
    ("/phone_number/", #"{"data":[]}"#), ("/user/availability/", #"{"data":[]}"#),
  ]

  @Test func `every resource that Close documents can be read, and its answer is kept whole`()
    async throws
  {
    let received = try await withClient(Self.resources.map { .json(200, $0.answer) }) { client, _ in
      for resource in Self.resources {
        let answer = try await client.get(ResourcePath(resource.path))
        #expect(try answer == JSONValue(parsing: resource.answer), "\(resource.path)")
      }
    }
    #expect(received.map(\.line) == Self.resources.map { "GET /api/v1\($0.path) HTTP/1.1" })
  }

  @Test func `each method leaves with its parameters, its body and the time zone`() async throws {
    let received = try await withClient([
      .json(200, #"{"data":[]}"#), .json(201, #"{"id":"group_1"}"#), .json(200, #"{"name":"x"}"#),
      .answer("HTTP/1.1 204 No Content\r\n\r\n"), .text(200, "deleted", type: "text/plain"),
      .json(200, "{}"),
    ]) { client, _ in
      let query = try ResourceQuery(
        json: ["_fields": ["id", "name"], "_limit": 5, "is_open": true, "query": "a & b"])
      var request = ResourceRequest(.get, try ResourcePath("lead"), query: query)
      request.timezoneOffset = -2.5
      #expect(try await client.send(request) == ["data": []])
      let made = try await client.post(ResourcePath("/group/"), ["name": "x"])
      #expect(made == ["id": "group_1"])
      let changed = try await client.put(ResourcePath("/lead/l/"), ["name": "x"])
      #expect(changed == ["name": "x"])
      try await client.delete(ResourcePath("/group/g/member/u/"))
      try await client.delete(ResourcePath("/group/g/"))
      try await client.delete(ResourcePath("/group/h/"))
    }
    #expect(
      received.map(\.line) == [
        "GET /api/v1/lead/?_fields=id%2Cname&_limit=5&is_open=true&query=a%20%26%20b HTTP/1.1",
        "POST /api/v1/group/ HTTP/1.1", "PUT /api/v1/lead/l/ HTTP/1.1",
        "DELETE /api/v1/group/g/member/u/ HTTP/1.1", "DELETE /api/v1/group/g/ HTTP/1.1",
        "DELETE /api/v1/group/h/ HTTP/1.1",
      ])
    #expect(received[0].headers["x-tz-offset"] == "-2.5")
    #expect(received[1].body == #"{"name":"x"}"#)
    #expect(received[1].headers["x-tz-offset"] == nil)
  }

  @Test func `a POST of unknown fate is ambiguous and sent once; one that reads is sent again`()
    async throws
  {
    let received = try await withClient([.reset, .reset, .json(200, #"{"data":[],"cursor":null}"#)])
    { client, _ in
      let error = await failure { () async throws(CloseError) in
        try await client.post(ResourcePath("/lead/"), ["name": "x"])
      }
      #expect(error?.kind == .ambiguous)
      #expect(error?.attempts == 1)
      let found = try await client.post(ResourcePath("/data/search/"), ["limit": 1])
      #expect(found == ["data": [], "cursor": nil])
    }
    #expect(received.count == 3)
  }

  @Test func `a POST of which the caller knows that it names a state is sent again`() async throws {
    let received = try await withClient([.reset, .json(200, "{}")]) { client, _ in
      let request = ResourceRequest(
        .post, try ResourcePath("/membership/"), body: ["email": "a@b.c"], isRepeatable: true)
      #expect(!request.isRead)
      #expect(try await client.send(request) == [:])
    }
    #expect(received.count == 2)
  }

  @Test func `PUT and DELETE of unknown fate are sent again`() async throws {
    let received = try await withClient([
      .reset, .json(200, "{}"), .reset, .json(404, #"{"error":"gone"}"#),
    ]) { client, _ in
      _ = try await client.put(ResourcePath("/lead/l/"), ["name": "x"])
      try await client.delete(ResourcePath("/lead/l/"))
    }
    #expect(received.count == 4)
  }

  @Test func `POSTs that read are those of searches and reports, and what is declared so`() throws {
    func isRead(_ method: ResourceRequest.Method, _ path: String, declared: Bool = false) throws
      -> Bool
    {
      ResourceRequest(method, try ResourcePath(path), isDeclaredRead: declared).isRead
    }
    #expect(try isRead(.get, "/lead/"))
    #expect(try isRead(.post, "/data/search/"))
    #expect(try isRead(.post, "/report/activity/"))
    #expect(try isRead(.post, "/lead/merge/", declared: true))
    #expect(try !isRead(.post, "/lead/"))
    #expect(try !isRead(.post, "/data/search/more/"))
    #expect(try !isRead(.put, "/lead/l/", declared: true))
    #expect(try !isRead(.delete, "/lead/l/", declared: true))
  }

  @Test func `a list is continued by has_more, and entries that moved are passed over`()
    async throws
  {
    let received = try await withClient([
      .json(200, #"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#),
      .json(200, #"{"data":[{"id":"b"},{"x":1},{"x":1}],"has_more":true}"#),
      .json(200, #"{"data":[{"id":"c"}]}"#),
    ]) { client, _ in
      var pages: [[JSONValue]] = []
      for try await page in try client.pages(
        of: ResourcePath("/task/"), query: ["_limit": "2", "_skip": "10"])
      {
        pages.append(page)
      }
      #expect(pages == [[["id": "a"], ["id": "b"]], [["x": 1], ["x": 1]], [["id": "c"]]])
    }
    #expect(
      received.map(\.line) == [
        "GET /api/v1/task/?_limit=2&_skip=10 HTTP/1.1",
        "GET /api/v1/task/?_limit=2&_skip=12 HTTP/1.1",
        "GET /api/v1/task/?_limit=2&_skip=15 HTTP/1.1",
      ])
  }

  @Test func `the event log is continued by its cursor`() throws {
    var pager = try ResourcePager(ResourceRequest(.get, ResourcePath("/event/")))
    #expect(pager.next?.query == [:])
    #expect(try pager.take(["data": [["id": "ev_1"]], "cursor_next": "abc"]).count == 1)
    #expect(pager.next?.query == ["_cursor": "abc"])
    #expect(try pager.take(["data": [], "cursor_next": "def"]).isEmpty)
    #expect(pager.next == nil)
  }

  @Test func `a list that goes in circles, or is none, is an error and ends there`() throws {
    let request = ResourceRequest(.get, try ResourcePath("/task/"))
    for page: JSONValue in [
      ["data": [["id": "a"]], "has_more": true], ["data": [["x": 1]], "has_more": true],
    ] {
      var pager = try ResourcePager(request)
      #expect(try pager.take(page).count == 1)
      let error = #expect(throws: CloseError.self) { try pager.take(page) }
      #expect(error?.message.contains("the same page again") == true)
      #expect(pager.next == nil)
    }
    var pager = try ResourcePager(request)
    let error = #expect(throws: CloseError.self) { try pager.take(["id": "lead_1"]) }
    #expect(error?.message.contains("has no array 'data'") == true)
  }

  @Test(arguments: [
    ("", "names no resource"), ("/", "names no resource"), ("/lead//", "an empty part"),
    ("/lead/../me/", "'..'"), ("/lead/?x=1", "give parameters in the query"),
    ("https://api.close.com/api/v1/lead/", "whole URL"), ("/api/v1/lead/", "leave it out"),
    ("/lead/ /", "white space"), ("/lead\n", "white space"),
  ])
  func `a path that would mean something else is refused`(path: String, words: String) {
    let error = #expect(throws: CloseError.self) { try ResourcePath(path) }
    #expect(error?.kind == .badArgument)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func `a query takes scalars and lists of them, and says which name is wrong`() throws {
    #expect(try ResourceQuery(json: []) == [:])
    #expect(try ResourceQuery(json: ["a": [1, "b", true]]) == ["a": "1,b,true"])
    for value: JSONValue in [nil, ["x": 1], [["a"]]] {
      let error = #expect(throws: CloseError.self) { try ResourceQuery(json: ["bad": value]) }
      #expect(error?.message.contains("'bad'") == true)
    }
  }

  @Test func `paths of Send As are left to the typed calls`() async throws {
    let received = try await withClient([]) { client, _ in
      for path in ["/send_as/", "SEND_AS/sdas_1"] {
        let error = await failure { () async throws(CloseError) in
          try await client.delete(ResourcePath(path))
        }
        #expect(error?.kind == .badArgument)
        #expect(error?.message.contains("revoke") == true)
      }
    }
    #expect(received == [])
  }

  @Test func `a request comes back from the journal as it went in`() throws {
    let request = ResourceRequest(
      .post, try ResourcePath("/lead/"), query: ["a": "b"], body: ["x": [1, nil]],
      isDeclaredRead: true, isRepeatable: true, timezoneOffset: 5.5)
    #expect(
      try ResourceRequest(.post, json: JSONValue(parsing: request.json.description)) == request)
  }

  @Test func `a method that a resource does not have is said as such`() async throws {
    let answer = #"{"error":"The method is not allowed for the requested URL."}"#
    _ = try await withClient([.json(405, answer)]) { client, _ in
      let error = await failure { () async throws(CloseError) in
        try await client.put(ResourcePath("/me/"), [:])
      }
      #expect(error?.kind == .invalid)
      #expect(error?.message.contains("Close does not offer PUT /me/") == true)
    }
  }
}
