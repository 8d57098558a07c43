import Testing

@testable import CloseAPI

@Suite struct ErrorMappingTests {
  struct Case: Sendable {
    var method = CloseRequest.Method.get
    var status: Int
    var body: String
    var type = "application/json"
    var kind: CloseError.Kind
    var words: String
  }

  static let cases: [Case] = [
    Case(
      status: 401, body: #"{"error":"Unauthorized"}"#, kind: .unauthorized,
      words: "does not accept the key api_7b8KOSMa0OevK9qJvT6F9s.*** of alice@acme.test"),
    Case(status: 401, body: "", kind: .unauthorized, words: "Settings, API Keys"),
    Case(status: 403, body: #"{"error":"No."}"#, kind: .forbidden, words: "Close says: No."),
    Case(
      status: 403, body: "<html>blocked</html>", type: "text/html", kind: .forbidden,
      words: "not Close's own: status 403, content type 'text/html'"),
    Case(status: 404, body: #"{"error":"Empty query"}"#, kind: .notFound, words: "Empty query"),
    Case(method: .delete, status: 404, body: "", kind: .notFound, words: "no such object"),
    Case(
      method: .delete, status: 404, body: "<h1>nginx</h1>", type: "text/html",
      kind: .unexpectedAnswer, words: "beginning '<h1>nginx</h1>'"),
    Case(
      method: .post, status: 400,
      body: #"{"errors":[],"field-errors":{"allowed_user_id":"Object does not exist."}}"#,
      kind: .invalid,
      words: "Close refuses the request: allowed_user_id: Object does not exist."),
    Case(
      method: .post, status: 400, body: #"{"errors":["One.","Two."]}"#, kind: .invalid,
      words: "One. Two."),
    Case(
      method: .post, status: 400, body: #"{"field-errors":{"b":["x","y"],"a":{"c":"z"}}}"#,
      kind: .invalid, words: "a.c: z b: x b: y"),
    Case(status: 400, body: "", kind: .invalid, words: "no reason given"),
    Case(status: 400, body: "oops", type: "text/plain", kind: .unexpectedAnswer, words: "'oops'"),
    Case(status: 402, body: "{}", kind: .invalid, words: "plan"),
    Case(status: 405, body: #"{"error":"method"}"#, kind: .invalid, words: "does not offer"),
    Case(status: 415, body: "", kind: .unexpectedAnswer, words: "no body"),
    Case(status: 422, body: #"{"error":"odd"}"#, kind: .invalid, words: "odd"),
    Case(
      status: 429, body: #"{"error":{"message":"slow"}}"#, kind: .rateLimited, words: "slow"),
    Case(status: 500, body: "{}", kind: .unavailable, words: "status 500"),
    Case(method: .post, status: 500, body: "{}", kind: .ambiguous, words: "Read back"),
    Case(method: .delete, status: 503, body: "", kind: .ambiguous, words: "status 503"),
    Case(status: 302, body: "", kind: .unexpectedAnswer, words: "redirect (status 302)"),
    Case(status: 101, body: "", kind: .unexpectedAnswer, words: "did not answer as Close does"),
  ]

  @Test(arguments: cases) func `an answer becomes the error it stands for`(_ given: Case) throws {
    let error = CloseError(
      CloseAnswer(
        head: AnswerHead(
          status: given.status, headers: [(name: "content-TYPE", value: given.type)]),
        body: Array(given.body.utf8)),
      to: try CloseRequest(given.method, ["send_as"]),
      from: Sender(
        credential: try Credential(apiKey: plantedKey), organization: nil,
        identity: "alice@acme.test"),
      baseURL: try BaseURL("https://api.close.com/api/v1"))
    #expect(error.kind == given.kind)
    #expect(error.status == given.status)
    #expect(error.message.contains(given.words), "\(error.message)")
    #expect(leaks(in: shown(error)) == [])
  }

  @Test(arguments: [
    #"{"field-errors":{"allowed_user_ids":{"errors":{"1":"Object does not exist."}}}}"#,
    #"{"field-errors":{"allowed_user_ids":{"1":"Object does not exist."}}}"#,
  ])
  func `the errors of a list's elements keep their places`(body: String) throws {
    let complaint = Complaint(
      CloseAnswer(head: AnswerHead(status: 400, headers: []), body: Array(body.utf8)))
    #expect(complaint?.text == "allowed_user_ids[1]: Object does not exist.")
    let error = CloseError(.invalid, "", fieldErrors: complaint?.fieldErrors ?? [:])
    #expect(error.elementErrors(of: "allowed_user_ids") == [1: "Object does not exist."])
    #expect(error.elementErrors(of: "disallowed_user_ids") == [:])
  }

  @Test func `a key that an answer repeats is not shown, not even its beginning`() {
    let filler = String(repeating: "x", count: 150)
    let answer = CloseAnswer(
      head: AnswerHead(status: 200, headers: []), body: Array("\(filler)\(plantedKey)".utf8))
    #expect(answer.summary.hasSuffix("xapi_7b8KOS…'"))
    #expect(leaks(in: answer.summary) == [])
  }

  @Test func `the kinds are the words of the scripts`() {
    #expect(
      CloseError.Kind.allCases.map(\.rawValue) == [
        "unauthorized", "forbidden", "not_found", "invalid", "rate_limited", "unavailable",
        "timeout", "connection", "tls", "unexpected_answer", "cancelled", "ambiguous",
        "wrong_identity", "no_credential", "unknown_user", "refused", "bad_argument", "bad_input",
      ])
    #expect(
      CloseError.Kind.allCases.filter { CloseError($0, "").isRetryable }
        == [.rateLimited, .unavailable, .timeout, .connection])
  }
}
