import TestFixtures
import Testing

@testable import Emulator

@Suite("Rate limits of the emulated API")
struct LimitsTests {
  /// Three requests per window and key, nine for the organisation.
  private let tight = EmulatorLimits(requestsPerSecond: 1, window: 3)

  private func statuses(_ office: Office, _ names: [String], path: String = "/me/") -> [Int] {
    names.map { office.send("GET", path, as: $0).status }
  }

  @Test func `an answer carries Close's header`() throws {
    let office = try Office(limits: .close)
    office.clock.advance(by: .milliseconds(250))
    let response = office.send("GET", "/me/", as: "ann")
    #expect(response["RateLimit"] == "limit=160, remaining=159, reset=7.75")
    #expect(response["Retry-After"] == nil)
  }

  @Test func `a window spent is answered 429 until it ends, exactly`() throws {
    let office = try Office(limits: tight)
    office.clock.advance(by: .milliseconds(250))
    #expect(statuses(office, ["ann", "ann", "ann"]) == [200, 200, 200])
    let denied = office.send("GET", "/me/", as: "ann")
    #expect(denied.status == 429)
    #expect(denied["RateLimit"] == "limit=3, remaining=0, reset=2.75")
    #expect(denied["Retry-After"] == "3")
    office.clock.advance(by: .milliseconds(2_749))
    #expect(statuses(office, ["ann"]) == [429])
    office.clock.advance(by: .milliseconds(1))
    #expect(statuses(office, ["ann", "ann", "ann", "ann"]) == [200, 200, 200, 429])
    #expect(office.emulator.throttledCount == 3)
  }

  @Test func `groups are the method and the first segment of the path`() throws {
    let office = try Office(limits: tight)
    #expect(statuses(office, Array(repeating: "ann", count: 4)) == [200, 200, 200, 429])
    #expect(
      statuses(office, ["ann", "ann"], path: "/user/")
        + statuses(office, ["ann", "ann"], path: "/user/user_ben/") == [200, 200, 200, 429])
    let post = office.send("POST", "/send_as/bulk/", as: "ann", json: "{}")
    #expect(post["RateLimit"] == "limit=3, remaining=2, reset=3")
    let get = office.send("GET", "/send_as/", as: "ann")
    #expect(get["RateLimit"] == "limit=3, remaining=2, reset=3")
  }

  @Test func `the organisation's bucket is reported and denies when it is closer`() throws {
    let limits = EmulatorLimits(requestsPerSecond: 1, window: 3, organizationFactor: 5 / 3)
    let office = try Office(limits: limits)
    #expect(statuses(office, ["ann", "ann", "ben"]) == [200, 200, 200])
    // The organisation has 2 of 5 left, Cleo 3 of 3: after this 1 of 5 and 2 of 3.
    #expect(
      office.send("GET", "/me/", as: "cleo")["RateLimit"] == "limit=5, remaining=1, reset=3")
    #expect(statuses(office, ["ben"]) == [200])
    let denied = office.send("GET", "/me/", as: "cleo")
    #expect(denied.status == 429)
    #expect(denied["RateLimit"] == "limit=5, remaining=0, reset=3")
    #expect(office.emulator.requests.last?.deniedBy == .organization)
  }

  @Test func `a request that one bucket denies costs nothing in the other`() throws {
    let limits = EmulatorLimits(requestsPerSecond: 1, window: 3, organizationFactor: 2)
    let office = try Office(limits: limits)
    // Ann is denied five times by her key: the organisation's six must still be three for Ben.
    #expect(
      statuses(office, Array(repeating: "ann", count: 8))
        == [200, 200, 200, 429, 429, 429, 429, 429])
    #expect(office.emulator.requests.last?.deniedBy == .key)
    #expect(statuses(office, ["ben", "ben", "ben"]) == [200, 200, 200])
    // Cleo is denied by the organisation, which must leave her own three whole.
    #expect(statuses(office, ["cleo", "cleo"]) == [429, 429])
    office.clock.advance(by: .seconds(3))
    #expect(statuses(office, ["cleo", "cleo", "cleo", "cleo"]) == [200, 200, 200, 429])
  }

  @Test func `refusals count`() throws {
    let office = try Office(limits: tight)
    #expect(
      office.send("GET", "/send_as/sdas_none/", as: "ann")["RateLimit"]
        == "limit=3, remaining=2, reset=3")
    #expect(
      office.send("GET", "/send_as/?allowing_user_id=user_ben", as: "ann")["RateLimit"]
        == "limit=3, remaining=1, reset=3")
  }

  @Test func `a refused change is not made`() throws {
    let office = try Office(limits: EmulatorLimits(requestsPerSecond: 0, window: 8))
    let body = #"{"allowing_user_id":"user_ann","allowed_user_id":"user_ben"}"#
    let response = office.send("POST", "/send_as/", as: "ann", json: body)
    #expect(response.status == 429)
    #expect(response["Retry-After"] == "8")
    #expect(office.pairs == [])
  }

  @Test func `failed authentications share a bucket of their own`() throws {
    let office = try Office(limits: tight)
    #expect(office.send("GET", "/me/", as: nil)["RateLimit"] == "limit=3, remaining=2, reset=3")
    #expect(statuses(office, ["nobody", "someone"]) == [401, 401])
    #expect(statuses(office, ["walt", "ann", "ann", "ann", "ann"]) == [429, 200, 200, 200, 429])
    #expect(office.emulator.requests[3].deniedBy == .strangers)
    office.clock.advance(by: .seconds(3))
    #expect(statuses(office, ["nobody"]) == [401])
  }

  @Test(arguments: [
    (EmulatorLimits.Header.comma, ["RateLimit: limit=3, remaining=0, reset=2.75"]),
    (.semicolon, ["ratelimit: limit=3; remaining=0; reset=3"]),
    (
      .legacy,
      ["x-rate-limit-limit: 3", "x-rate-limit-remaining: 0", "x-rate-limit-reset: 2.75"]
    ),
    (.list, [#"RateLimit: "key";r=0;t=3"#, #"RateLimit-Policy: "key";q=3;w=3"#]),
    (.none, []),
  ])
  func `a 429 has Retry-After, and the header in every form`(
    form: EmulatorLimits.Header, fields: [String]
  ) throws {
    var limits = tight
    limits.header = form
    let office = try Office(limits: limits)
    office.clock.advance(by: .milliseconds(250))
    #expect(statuses(office, ["ann", "ann", "ann"]) == [200, 200, 200])
    let denied = office.send("GET", "/me/", as: "ann")
    #expect(denied.status == 429)
    #expect(
      denied.headers.map { "\($0.name): \($0.value)" }
        == ["Content-Type: application/json", "Retry-After: 3"] + fields)
  }

  @Test func `each path may have a bucket, whatever the method`() throws {
    var limits = tight
    limits.grouping = .path
    let office = try Office(limits: limits)
    #expect(statuses(office, ["ann", "ann"], path: "/send_as/") == [200, 200])
    #expect(office.send("POST", "/send_as/", as: "ann", json: "{}").status == 400)
    #expect(statuses(office, ["ann"], path: "/send_as/") == [429])
    #expect(office.send("POST", "/send_as/bulk/", as: "ann", json: "{}").status == 200)
    #expect(statuses(office, ["ann", "ann", "ann"], path: "/user/user_ben/") == [200, 200, 200])
    #expect(statuses(office, ["ann"], path: "/user/user_cleo/") == [429])
    #expect(statuses(office, ["ann"], path: "/user/") == [200])
  }

  @Test func `all requests may share one bucket`() throws {
    var limits = tight
    limits.grouping = .one
    let office = try Office(limits: limits)
    #expect(statuses(office, ["ann"]) + statuses(office, ["ann"], path: "/user/") == [200, 200])
    #expect(office.send("POST", "/send_as/bulk/", as: "ann", json: "{}").status == 200)
    #expect(statuses(office, ["ann"], path: "/send_as/") == [429])
  }

  @Test func `beyond the edge's limit the answer has no JSON and costs no bucket`() throws {
    var limits = tight
    limits.ingress = 2
    let office = try Office(limits: limits)
    #expect(statuses(office, ["ann", "ann"]) == [200, 200])
    let denied = office.send("GET", "/me/", as: "ann")
    #expect(denied.status == 429)
    #expect(denied["Content-Type"] == "text/plain")
    #expect(denied["Retry-After"] == "1")
    #expect(denied["RateLimit"] == nil)
    #expect(office.emulator.requests.last?.deniedBy == .ingress)
    office.clock.advance(by: .seconds(1))
    // One is left in the key's window; the edge would let two pass.
    #expect(statuses(office, ["ann", "ann"]) == [200, 429])
    #expect(office.emulator.requests.last?.deniedBy == .key)
  }
}
