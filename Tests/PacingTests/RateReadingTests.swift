import Testing

@testable import Pacing

/// What headers say, in every form that Close and the proxies before it were seen to use.
struct RateReadingTests {
  private func reading(
    _ headers: [(String, String)], status: Int = 200, date: String? = nil
  ) -> RateReading? {
    RateReading(status: status, headers: headers.map { (name: $0.0, value: $0.1) }, date: date)
  }

  static let dictionaries: [(String, RateReading)] = [
    (
      "limit=100, remaining=50, reset=5",
      RateReading(limit: 100, remaining: 50, reset: .seconds(5), isExact: false)
    ),
    (
      "limit=160; remaining=159; reset=8",
      RateReading(limit: 160, remaining: 159, reset: .seconds(8), isExact: false)
    ),
    (
      "reset=7.25,remaining=0,limit=240",
      RateReading(limit: 240, remaining: 0, reset: .milliseconds(7250))
    ),
    (
      " LIMIT = 20 ;Remaining=3; RESET=0.5 ",
      RateReading(limit: 20, remaining: 3, reset: .milliseconds(500))
    ),
    (
      "limit=\"20\", remaining=\"3\", reset=\"1.5\"",
      RateReading(limit: 20, remaining: 3, reset: .milliseconds(1500))
    ),
    (
      "limit=160.0, remaining=12.9, reset=0.0",
      RateReading(limit: 160, remaining: 12, reset: .zero)
    ),
    (
      "limit=10, remaining=15, reset=1.0, policy=x",
      RateReading(limit: 10, remaining: 15, reset: .seconds(1))
    ),
    (
      "limit=10, limit=99, remaining=1, reset=1.0",
      RateReading(limit: 10, remaining: 1, reset: .seconds(1))
    ),
    ("remaining=7", RateReading(remaining: 7)),
    (
      "limit=x, remaining=-3, reset=2.0",
      RateReading(reset: .seconds(2))
    ),
  ]

  static let lists: [(String, String?, RateReading?)] = [
    (
      "\"default\";r=50;t=30", "\"default\";q=100;w=60",
      RateReading(limit: 100, remaining: 50, reset: .seconds(30), isExact: false)
    ),
    (
      "\"burst\";r=99;t=5, \"daily\";r=7;t=4000.5;pk=:YWI=:",
      "\"burst\";q=100;w=60, \"daily\";q=1000;w=86400",
      RateReading(limit: 1000, remaining: 7, reset: .seconds(4000.5))
    ),
    (
      "\"a,b;c\" ; r=3 ; t=1.5", "\"a,b;c\";q=5",
      RateReading(limit: 5, remaining: 3, reset: .seconds(1.5))
    ),
    (
      "\"bytes\";r=1;t=1, \"n\";r=9;t=2",
      "\"bytes\";q=10;qu=\"content-bytes\", \"n\";q=10;qu=\"requests\"",
      RateReading(limit: 10, remaining: 9, reset: .seconds(2), isExact: false)
    ),
    ("default;r=4;t=2", nil, RateReading(remaining: 4, reset: .seconds(2), isExact: false)),
    ("\"x\";r=-1;t=nan", "\"x\";q=0", nil),
    ("\"unclosed;r=4;t=2", nil, nil),
  ]

  @Test(arguments: lists)
  func `a RateLimit list is read with its policies, and its least allowance counts`(
    text: String, policy: String?, expected: RateReading?
  ) {
    let headers = [("RateLimit", text)] + (policy.map { [("ratelimit-policy", $0)] } ?? [])
    #expect(reading(headers) == expected)
  }

  @Test(arguments: dictionaries)
  func `a RateLimit dictionary is read in any order, case and separator`(
    text: String, expected: RateReading
  ) {
    #expect(reading([("RateLimit", text)]) == expected)
    #expect(reading([("ratelimit", text)]) == expected)
  }

  @Test(arguments: ["X-Rate-Limit", "x-ratelimit", "RateLimit"])
  func `the older triples are read`(family: String) {
    let headers = [
      ("\(family)-Limit", "240"), ("\(family)-Remaining", "239"), ("\(family)-Reset", "7.218390"),
    ]
    let expected = RateReading(limit: 240, remaining: 239, reset: .seconds(7.218390))
    #expect(reading(headers) == expected)
  }

  @Test func `a limit followed by its policies is the limit`() {
    let headers = [
      ("x-ratelimit-limit", "60, 60;w=1, 100;w=1"), ("x-ratelimit-remaining", "59"),
      ("x-ratelimit-reset", "1"),
    ]
    let expected = RateReading(limit: 60, remaining: 59, reset: .seconds(1), isExact: false)
    #expect(reading(headers) == expected)
  }

  @Test func `Close's own triple comes before the proxy's`() {
    let headers = [
      ("ratelimit-limit", "60"), ("ratelimit-remaining", "59"), ("ratelimit-reset", "1"),
      ("x-rate-limit-limit", "240"), ("x-rate-limit-remaining", "200"),
      ("x-rate-limit-reset", "3.5"),
    ]
    #expect(
      reading(headers) == RateReading(limit: 240, remaining: 200, reset: .milliseconds(3500)))
  }

  @Test func `a dictionary comes before triples`() {
    let headers = [
      ("x-rate-limit-limit", "240"), ("RateLimit", "limit=20, remaining=1, reset=0.25"),
    ]
    #expect(reading(headers) == RateReading(limit: 20, remaining: 1, reset: .milliseconds(250)))
  }

  @Test func `a reset that is a point in time is measured from the server's date`() {
    let headers = [
      ("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "0"),
      ("X-RateLimit-Reset", "784111787"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ]
    let expected = RateReading(limit: 10, remaining: 0, reset: .seconds(10), isExact: false)
    #expect(reading(headers) == expected)
  }

  @Test func `a reset that is a point in time means nothing without the server's date`() {
    let headers = [("X-RateLimit-Limit", "10"), ("X-RateLimit-Reset", "784111787")]
    #expect(reading(headers) == RateReading(limit: 10))
  }

  @Test(arguments: [
    ("3", Duration.seconds(3)), (" 0 ", .zero), ("1.5", .milliseconds(1500)),
    ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)),
    ("Sunday, 06-Nov-94 08:49:47 GMT", .seconds(10)), ("Sun Nov  6 08:49:47 1994", .seconds(10)),
    ("Sun, 06 Nov 1994 08:49:00 GMT", .zero),
  ])
  func `Retry-After is seconds or a date`(text: String, expected: Duration) {
    let headers = [("Retry-After", text)]
    let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    #expect(reading(headers, status: 429, date: date) == RateReading(retryAfter: expected))
    #expect(reading(headers + [("date", date)], status: 503) == RateReading(retryAfter: expected))
    #expect(reading(headers, status: 301, date: date) == nil)
  }

  @Test(arguments: [
    "", " ", "nan", "inf", "-1", "+5", "1e3", "0x10", "1.", ".5", "1..2", "1,5", "٣",
    "99999999999999999999999", "9999999999", "Sun, 32 Nov 1994 08:49:47 GMT",
    "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 25:49:47 GMT", "soon",
    "Sun, 06 Nov 1994 08:49:47 PST",
  ])
  func `a malformed number or date is ignored`(text: String) {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    #expect(reading([("Retry-After", text)], status: 429, date: date) == nil)
    #expect(reading([("RateLimit-Reset", text)]) == nil)
    #expect(reading([("RateLimit", "reset=\(text.replacing(",", with: ""))x")]) == nil)
  }

  @Test(arguments: [
    "\"default\"", "default;r=x", "limit", "=", "=5", "limit=", "limit=0, remaining=5x", ",;,;",
    "limit:5 remaining:4",
  ])
  func `a RateLimit without known numbers says nothing`(text: String) {
    #expect(reading([("RateLimit", text)]) == nil)
  }

  @Test func `an answer without rate-limit headers says nothing`() {
    #expect(reading([("Content-Type", "application/json")]) == nil)
    #expect(reading([], status: 429) == nil)
  }

  static let pauses: [(RateReading, Double)] = [
    (RateReading(reset: .milliseconds(7250), retryAfter: .seconds(8)), 7.27),
    (RateReading(reset: .milliseconds(7250), retryAfter: .seconds(60)), 60.02),
    (RateReading(reset: .seconds(7), isExact: false, retryAfter: .seconds(7)), 8),
    (RateReading(retryAfter: .seconds(4)), 4.02),
    (RateReading(reset: .milliseconds(500)), 0.52),
  ]

  @Test(arguments: pauses)
  func `a refusal pauses for the finer reset unless Retry-After means something else`(
    reading: RateReading, seconds: Double
  ) throws {
    let pause = try #require(reading.pause)
    #expect(abs(pause - seconds) < 1e-9)
  }
}
