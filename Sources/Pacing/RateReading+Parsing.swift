extension RateReading {
  /// Reads the rate-limit headers of an answer; nil when they say nothing.
  ///
  /// Understood are `RateLimit: "name";r=…;t=…` with `RateLimit-Policy: "name";q=…;w=…`, of whose
  /// several limits the one with the least left counts, `RateLimit: limit=…, remaining=…, reset=…` (commas or semicolons, any order,
  /// any case, decimals), the older triples `X-Rate-Limit-Limit`/`-Remaining`/`-Reset`,
  /// `RateLimit-…` and `X-RateLimit-…`, and, for status 429 and 503, `Retry-After` in seconds or
  /// as a date. The first of these that says anything is used. Malformed values are ignored.
  ///
  /// - Parameters:
  ///   - status: The HTTP status of the answer.
  ///   - headers: The answer's headers; names in any case, repeated names allowed.
  ///   - date: The server's `Date`, for callers that do not have it among the headers. Points in
  ///     time are measured against it and never against this machine's clock.
  public init?(
    status: Int, headers: [(name: String, value: String)], date: String? = nil
  ) {
    let fields = Self.fields(of: headers)
    let date = fields["date"] ?? date
    self.init()
    readList(fields["ratelimit"], policies: fields["ratelimit-policy"])
    if saysNothing { readDictionary(fields["ratelimit"]) }
    // `X-Rate-Limit-…` is Close's own and comes before `RateLimit-…`, because answers with both were
    // seen (2022) in which the latter came from the proxy in front of it.
    for family in ["x-rate-limit", "ratelimit", "x-ratelimit"] where saysNothing {
      readTriple(family, in: fields, date: date)
    }
    if status == 429 || status == 503, let text = fields["retry-after"] {
      let seconds = HeaderNumber.decimal(text) ?? Self.distance(to: text, from: date)
      retryAfter = seconds.flatMap(Self.delay)
    }
    if saysNothing && retryAfter == nil { return nil }
  }

  private var saysNothing: Bool { limit == nil && remaining == nil && reset == nil }

  private static let known: Set<String> = {
    var names: Set<String> = ["date", "ratelimit", "ratelimit-policy", "retry-after"]
    for family in ["x-rate-limit", "ratelimit", "x-ratelimit"] {
      for part in ["limit", "remaining", "reset"] { names.insert("\(family)-\(part)") }
    }
    return names
  }()

  /// The first value of every header that matters here.
  private static func fields(of headers: [(name: String, value: String)]) -> [String: String] {
    var fields: [String: String] = [:]
    // Nothing sensible is longer; a hostile server shall not make us read megabytes.
    for (name, value) in headers where name.utf8.count <= 32 && value.utf8.count <= 1024 {
      let name = name.lowercased()
      if known.contains(name), fields[name] == nil { fields[name] = value }
    }
    return fields
  }

  /// Of several limits all must allow a request, so the one that allows the fewest counts; of equals
  /// the one that lasts longest.
  private mutating func readList(_ text: String?, policies: String?) {
    guard let text else { return }
    let limits = policies.map(RateLimitList.items) ?? []
    var least: (remaining: Int, wait: Double)?
    for item in RateLimitList.items(text) {
      // Bytes and concurrent requests are no counts of requests.
      let policy = limits.first { $0.name == item.name }
      if let unit = policy?.parameters["qu"], HeaderNumber.trimmed(unit) != "requests" { continue }
      guard let left = item.count("r", from: 0) else { continue }
      let wait = item.number("t")
      if let other = least, (other.remaining, -other.wait) <= (left, -(wait ?? 0)) { continue }
      least = (left, wait ?? 0)
      remaining = left
      limit = policy?.count("q", from: 1)
      reset = wait.flatMap(Self.delay)
      isExact = item.parameters["t"]?.contains(".") ?? true
    }
  }

  private mutating func readDictionary(_ text: String?) {
    guard let text else { return }
    for item in text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { continue }
      switch HeaderNumber.trimmed(pair[0]).lowercased() {
      case "limit": limit = limit ?? HeaderNumber.count(pair[1], from: 1)
      case "remaining": remaining = remaining ?? HeaderNumber.count(pair[1], from: 0)
      case "reset": setReset(pair[1], date: nil)
      default: continue
      }
    }
  }

  private mutating func readTriple(
    _ family: String, in fields: [String: String], date: String?
  ) {
    // Proxies write `60, 60;w=1`: the limit and then the policies it comes from.
    limit = fields["\(family)-limit"]?.split(separator: ",").first
      .flatMap { HeaderNumber.count($0, from: 1) }
    remaining = fields["\(family)-remaining"].flatMap { HeaderNumber.count($0, from: 0) }
    if let text = fields["\(family)-reset"] { setReset(text, date: date) }
  }

  private mutating func setReset(_ text: some StringProtocol, date: String?) {
    guard reset == nil, var seconds = HeaderNumber.decimal(text) else { return }
    if seconds > 1e8 {
      // Three years of waiting are not meant: this is a point in time, in seconds since 1970.
      guard let serverTime = date.flatMap(HTTPDate.seconds) else { return }
      seconds = max(0, seconds - serverTime)
    }
    guard let delay = Self.delay(seconds) else { return }
    reset = delay
    isExact = text.contains(".")
  }

  private static func distance(to text: String, from date: String?) -> Double? {
    guard let serverTime = date.flatMap(HTTPDate.seconds), let moment = HTTPDate.seconds(text)
    else { return nil }
    return max(0, moment - serverTime)
  }

  /// Longer than 30 days is a mistake and not a limit.
  private static func delay(_ seconds: Double) -> Duration? {
    seconds <= 30 * 86_400 ? .seconds(seconds) : nil
  }
}
