import TestFixtures
import Testing

@testable import Emulator

@Suite("What every request has in common")
struct ProtocolTests {
  private let office: Office

  init() throws {
    office = try Office(associations: [("ann", "ben", "sdas_1")])
  }

  @Test(arguments: [nil, "nobody", "walt"])
  func `no key, a wrong one and that of somebody who has left are answered 401`(
    name: String?
  ) throws {
    #expect(try office.ask("GET", "/me/", as: name) == .error(401, "Unauthorized"))
    #expect(
      try office.ask("POST", "/send_as/", as: name, json: "{}") == .error(401, "Unauthorized"))
  }

  @Test(arguments: ["Bearer key-ann", "Basic", "Basic !!!", "Basic a2V5LWFubg=="])
  func `credentials in another form are answered 401`(authorization: String) throws {
    let response = office.emulator.respond(
      to: WireRequest(method: "GET", target: "/api/v1/me/", authorization: authorization))
    #expect(try Reply(response) == .error(401, "Unauthorized"))
  }

  @Test(arguments: [
    "/", "/lead/", "/me/x/", "/send_as/sdas_1/x/", "//me/", "/send_as//", "/me/../me/", "/%zz/",
    "/me/%2e%2e/me/", "/user/a/b/", "/%FF/",
  ])
  func `an unknown path is answered 404 with or without a key`(path: String) throws {
    let reply = Reply.error(
      404,
      "The requested URL was not found on the server. If you entered the URL manually please "
        + "check your spelling and try again.")
    #expect(try office.ask("GET", path, as: "ann") == reply)
    #expect(try office.ask("GET", path, as: nil) == reply)
  }

  @Test func `percent signs in a path are undone, and a plus is a plus`() throws {
    #expect(try office.ask("GET", "/%6De/?_fields=id", as: "ann").body == ["id": "user_ann"])
    #expect(office.send("GET", "/user/user%5Fben/", as: "ann").status == 200)
    #expect(office.send("GET", "/user/user+ben/", as: "ann").status == 404)
  }

  @Test(arguments: [
    ("PUT", "/send_as/", "GET, POST, DELETE"), ("PATCH", "/send_as/sdas_1/", "GET, DELETE"),
    ("GET", "/send_as/bulk/", "POST"), ("DELETE", "/send_as/bulk/", "POST"),
    ("POST", "/me/", "GET"), ("DELETE", "/user/user_ben/", "GET"),
  ])
  func `a wrong method is answered 405 with those allowed`(
    method: String, path: String, allowed: String
  ) throws {
    let response = office.send(method, path, as: "ann")
    #expect(
      try Reply(response) == .error(405, "The method is not allowed for the requested URL."))
    #expect(response["Allow"] == allowed)
    #expect(office.pairs == ["ann>ben"])
  }

  @Test(arguments: [
    ("GET", "/me", "/me/"), ("POST", "/send_as/bulk", "/send_as/bulk/"),
    (
      "DELETE", "/send_as?allowing_user_id=user_ann&allowed_user_id=user_ben",
      "/send_as/?allowing_user_id=user_ann&allowed_user_id=user_ben"
    ),
  ])
  func `a missing slash is redirected with the method kept and nothing done`(
    method: String, path: String, target: String
  ) {
    #expect(
      office.send(method, path, as: "ann")
        == WireResponse(
          status: 308,
          headers: [.init(name: "Location", value: "http://close.test:8080/api/v1\(target)")],
          body: []))
    #expect(office.pairs == ["ann>ben"])
  }

  private let grant = #"{"allowing_user_id":"user_ann","allowed_user_id":"user_cleo"}"#

  @Test(arguments: [nil, "text/plain", "application/x-www-form-urlencoded", ""])
  func `a body that is not called JSON is answered 415`(contentType: String?) throws {
    #expect(
      try Reply(office.send("POST", "/send_as/", as: "ann", json: grant, contentType: contentType))
        == .error(
          415, "Please send valid JSON with a 'Content-Type: application/json' header."))
    #expect(office.pairs == ["ann>ben"])
  }

  @Test func `a charset after the content type is no matter`() {
    let response = office.send(
      "POST", "/send_as/", as: "ann", json: grant, contentType: "application/json; charset=utf-8")
    #expect(response.status == 201)
  }

  @Test func `a chunked body is refused as Close documents`() throws {
    #expect(
      try Reply(office.send("POST", "/send_as/", as: "ann", json: grant, isChunked: true))
        == .error(400, "Chunked Transfer-Encoding is not supported."))
  }

  @Test(arguments: ["", "{", "nonsense", #"{"a":NaN}"#, #"{"a":1}x"#])
  func `a body that is no JSON is answered 400`(json: String) throws {
    #expect(
      try office.ask("POST", "/send_as/bulk/", as: "ann", json: json)
        == .error(400, "The request contains invalid JSON."))
  }

  @Test(arguments: ["[]", "7", #""text""#, "null", "true"])
  func `a body that is no object is answered 400`(json: String) throws {
    #expect(
      try office.ask("POST", "/send_as/bulk/", as: "ann", json: json)
        == .error(400, "JSON data must be a dict."))
  }

  @Test func `bodies are called JSON and limits that are off leave no trace`() {
    let response = office.send("GET", "/me/", as: "ann")
    #expect(response.headers == [.init(name: "Content-Type", value: "application/json")])
  }

  @Test func `the log names who asked for what and forgets the oldest`() throws {
    let office = try Office(rememberedRequests: 2)
    _ = office.send("GET", "/me/", as: "ann")
    office.clock.advance(by: .seconds(3))
    _ = office.send("GET", "/send_as/?allowing_user_id=user_ben", as: "ben")
    office.clock.advance(by: .seconds(4))
    _ = office.send("PUT", "/me/", as: nil)
    #expect(
      office.emulator.requests == [
        RequestRecord(
          time: .seconds(3), method: "GET", path: "/api/v1/send_as/",
          query: "allowing_user_id=user_ben", person: "ben@office.test", status: 200),
        RequestRecord(
          time: .seconds(7), method: "PUT", path: "/api/v1/me/", query: "", person: nil,
          status: 405, reason: "The method is not allowed for the requested URL."),
      ])
    #expect(office.emulator.requestCount == 3)
    #expect(office.emulator.throttledCount == 0)
  }
}
