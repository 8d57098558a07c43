import Foundation
import Testing

@testable import Emulator

@Suite("What Close leaves open")
struct OptionsTests {
  private func office(_ options: [String: String]) throws -> Office {
    var set = WorldOptions()
    for (key, choice) in options { try set.set(key, to: choice) }
    return try Office(
      associations: [("ann", "ben", "sdas_1"), ("ben", "ann", "sdas_2")], options: set)
  }

  private static func grant(_ allowing: String, _ allowed: String) -> String {
    #"{"allowing_user_id":"user_\#(allowing)","allowed_user_id":"user_\#(allowed)"}"#
  }

  private static let pairOfOthers =
    "/send_as/?allowing_user_id=user_ben&allowed_user_id=user_cleo"

  /// An option, a choice that is not the usual one, a request by Ann, and what it is answered.
  private static let choices: [(String, String, String, String, String?, Int, String)] = [
    ("duplicate_create", "existing_200", "POST", "/send_as/", grant("ann", "ben"), 200, "sdas_1"),
    ("duplicate_create", "error", "POST", "/send_as/", grant("ann", "ben"), 400, "already exists"),
    ("self_grant", "allowed", "POST", "/send_as/", grant("ann", "ann"), 201, "user_ann"),
    ("unknown_grantee", "404", "POST", "/send_as/", grant("ann", "x"), 404, "does not exist"),
    ("inactive_grantee", "allowed", "POST", "/send_as/", grant("ann", "walt"), 201, "user_walt"),
    ("wrong_grantor", "403", "POST", "/send_as/", grant("ben", "cleo"), 403, "your user ID"),
    ("wrong_grantor", "403", "DELETE", pairOfOthers, nil, 403, "your user ID"),
    (
      "missing_grantor", "self", "POST", "/send_as/", #"{"allowed_user_id":"user_cleo"}"#, 201,
      "user_ann"
    ),
    ("foreign_filter", "403", "GET", pairOfOthers, nil, 403, "involved"),
    ("foreign_filter", "empty", "GET", pairOfOthers, nil, 200, #"{"data":[]}"#),
    ("unknown_keys", "400", "POST", "/send_as/bulk/", #"{"x":1}"#, 400, "Extra inputs"),
    ("delete_success", "200", "DELETE", "/send_as/sdas_1/", nil, 200, ""),
    ("delete_success", "200_json", "DELETE", "/send_as/sdas_1/", nil, 200, "{}"),
    ("delete_missing", "204", "DELETE", "/send_as/sdas_9/", nil, 204, ""),
    ("delete_as_grantee", "404", "DELETE", "/send_as/sdas_2/", nil, 404, "does not exist"),
    (
      "bulk_missing_key", "400", "POST", "/send_as/bulk/", #"{"allowed_user_ids":[]}"#, 400,
      "required"
    ),
    (
      "bulk_bad_id", "flat", "POST", "/send_as/bulk/", #"{"allowed_user_ids":["x"]}"#, 400,
      #"{"allowed_user_ids":"Object does not exist."}"#
    ),
    (
      "bulk_bad_id", "plain", "POST", "/send_as/bulk/", #"{"allowed_user_ids":["x"]}"#, 400,
      #"{"error":"Object does not exist."}"#
    ),
    (
      "bulk_limit", "1", "POST", "/send_as/bulk/", #"{"allowed_user_ids":["x","y"]}"#, 400,
      "List is too long."
    ),
    ("bulk_get", "404", "GET", "/send_as/bulk/", nil, 404, "does not exist"),
    ("has_more", "present", "GET", "/send_as/", nil, 200, #""has_more":false"#),
    ("send_as_paging", "honoured", "GET", "/send_as/?_skip=1", nil, 200, #"{"data":[]}"#),
    ("send_as_paging", "honoured", "GET", "/send_as/?_fields=id", nil, 200, #"[{"id":"sdas_1"}]"#),
    ("wrong_method", "404", "PUT", "/send_as/", nil, 404, "not found"),
    ("missing_slash", "301", "GET", "/me", nil, 301, ""),
    ("missing_slash", "404", "GET", "/me", nil, 404, "not found"),
  ]

  @Test(arguments: choices.indices)
  func `every other answer that Close may give can be chosen`(index: Int) throws {
    let (key, choice, method, path, json, status, text) = Self.choices[index]
    let response = try office([key: choice]).send(method, path, as: "ann", json: json)
    let body = String(decoding: response.body, as: UTF8.self)
    #expect(response.status == status, "\(key) = \(choice)")
    #expect(text.isEmpty ? body.isEmpty : body.contains(text), "\(key) = \(choice): \(body)")
  }

  @Test func `a redirect may name the path only`() throws {
    #expect(
      try office(["slash_location": "relative"]).send("GET", "/me?_fields=id", as: "ann")
        == WireResponse(
          status: 308, headers: [.init(name: "Location", value: "/api/v1/me/?_fields=id")],
          body: []))
  }

  @Test func `a user on both lists may be allowed or disallowed`() throws {
    let body = #"{"allowed_user_ids":["user_cleo"],"disallowed_user_ids":["user_cleo"]}"#
    let allowing = try office(["bulk_conflict": "allow_wins"])
    #expect(allowing.send("POST", "/send_as/bulk/", as: "ann", json: body).status == 200)
    #expect(allowing.pairs == ["ann>ben", "ben>ann", "ann>cleo"])
    let disallowing = try office(["bulk_conflict": "disallow_wins"])
    #expect(disallowing.send("POST", "/send_as/bulk/", as: "ann", json: body).status == 200)
    #expect(disallowing.pairs == ["ann>ben", "ben>ann"])
  }

  @Test func `a bulk edit may have begun when it is refused, or skip what is bad`() throws {
    let body = #"{"allowed_user_ids":["user_cleo","x"],"disallowed_user_ids":["user_ben"]}"#
    let partial = try office(["bulk_atomicity": "partial"])
    #expect(partial.send("POST", "/send_as/bulk/", as: "ann", json: body).status == 400)
    #expect(partial.pairs == ["ann>ben", "ben>ann", "ann>cleo"])
    let skipping = try office(["bulk_bad_id": "skipped"])
    #expect(skipping.send("POST", "/send_as/bulk/", as: "ann", json: body).status == 200)
    #expect(skipping.pairs == ["ben>ann", "ann>cleo"])
  }

  @Test func `lists may be newest first or by id`() throws {
    for (choice, ids) in [("newest", ["sdas_0", "sdas_5"]), ("id", ["sdas_0", "sdas_5"])] {
      var options = WorldOptions()
      try options.set("list_order", to: choice)
      let office = try Office(
        associations: [("ann", "ben", "sdas_5"), ("ann", "cleo", "sdas_0")], options: options)
      let rows = try office.ask("GET", "/send_as/", as: "ann").body["data"]
      guard case .array(let data) = rows else { throw CancellationError() }
      #expect(data.compactMap { $0["id"] } == ids.map(JSONValue.string))
    }
  }

  @Test func `bodies without a length or a name may be read`() throws {
    let office = try office(["chunked_body": "allowed", "content_type": "accepted"])
    let response = office.send(
      "POST", "/send_as/", as: "ann", json: Self.grant("ann", "cleo"), contentType: nil,
      isChunked: true)
    #expect(response.status == 201)
  }

  @Test func `what was made may be told the place of, and keep its id`() throws {
    let office = try office(["location_header": "present", "regrant_id": "same"])
    let first = office.send("POST", "/send_as/", as: "ann", json: Self.grant("ann", "cleo"))
    let place = try #require(first["Location"]).dropFirst("/api/v1".count)
    #expect(office.send("DELETE", String(place), as: "ann").status == 204)
    let second = office.send("POST", "/send_as/", as: "ann", json: Self.grant("ann", "cleo"))
    #expect(second == first)
  }

  @Test func `the associations of somebody who leaves stay, hide or go`() throws {
    for (choice, shown) in [("kept", 1), ("hidden", 0), ("removed", 0)] {
      let office = try office(["inactive_grants": choice])
      let membership = CloseID.membership(userID: "user_ben")
      #expect(office.send("DELETE", "/membership/\(membership)/", as: "ann").status == 200)
      let rows = try office.ask("GET", "/send_as/", as: "ann").body["data"]
      #expect(rows == .array(shown == 1 ? [Office.row("sdas_1", "ann", "ben")] : []), "\(choice)")
      #expect(office.pairs.isEmpty == (choice == "removed"))
    }
  }

  @Test func `the body of a 429 may be empty or of old`() throws {
    for (choice, text) in [("empty", ""), ("details", #""rate_limit_type":"key""#)] {
      var options = WorldOptions()
      try options.set("throttled_body", to: choice)
      let office = try Office(
        limits: EmulatorLimits(requestsPerSecond: 0, window: 8), options: options)
      let body = String(decoding: office.send("GET", "/me/", as: "ann").body, as: UTF8.self)
      #expect(text.isEmpty ? body.isEmpty : body.contains(text))
    }
  }

  @Test func `the key of somebody who has left may be answered 403`() throws {
    #expect(try office(["inactive_key": "403"]).send("GET", "/me/", as: "walt").status == 403)
  }

  @Test func `an unknown option or choice is refused with those there are`() throws {
    let start = #"{"organization":{"name":"X"},"users":[],"options":"#
    func message(_ options: String) -> String? {
      do {
        _ = try World(json: Data("\(start)\(options)}".utf8))
        return nil
      } catch { return error.message }
    }
    #expect(
      message(#"{"dup":"error"}"#)?.hasPrefix("options.dup: is no option; there are ") == true)
    #expect(
      message(#"{"wrong_grantor":"402"}"#)
        == "options.wrong_grantor: '402' is no choice; use 400 or 403")
    #expect(message(#"{"wrong_grantor":403}"#) == nil)
    #expect(message("[]") == "options: must be an object, is a list")
  }

  @Test func `options, groups, roles, apps and fixtures survive being written`() throws {
    let world = try World(
      json: Data(
        #"""
        {"organization":{"name":"X"},
         "users":[{"email":"a@x.test","first_name":"A","last_name":"B","api_key":"k",
                   "role":"admin","membership":{"track_email_opens":false}}],
         "options":{"delete_success":200,"bulk_limit":50},
         "groups":[{"name":"Sales","members":["A@x.test"]}],
         "roles":[{"name":"Boss","permissions":["manage_organization"]}],
         "oauth":{"access_token_seconds":60},
         "fixtures":{"lead":[{"id":"lead_1","n":1.5}]}}
        """#.utf8))
    #expect(try World(json: world.json()) == world)
    #expect(world.options.deleteSuccess == .empty)
  }
}
