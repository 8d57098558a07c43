extension Limiter {
  /// The header fields that report a reading.
  func headers(_ reading: Reading) -> [WireResponse.Header] {
    let whole = Self.seconds(reading)
    switch limits.header {
    case .none: return []
    case .comma:
      return [
        .init(
          name: "RateLimit",
          value: "limit=\(reading.limit), remaining=\(reading.remaining), "
            + "reset=\(Self.decimal(reading.microsecondsLeft))")
      ]
    case .semicolon:
      return [
        .init(
          name: "ratelimit",
          value: "limit=\(reading.limit); remaining=\(reading.remaining); reset=\(whole)")
      ]
    case .legacy:
      return [
        .init(name: "x-rate-limit-limit", value: "\(reading.limit)"),
        .init(name: "x-rate-limit-remaining", value: "\(reading.remaining)"),
        .init(name: "x-rate-limit-reset", value: Self.decimal(reading.microsecondsLeft)),
      ]
    case .list:
      let name = reading.side == .organization ? "organization" : "key"
      return [
        .init(name: "RateLimit", value: "\"\(name)\";r=\(reading.remaining);t=\(whole)"),
        .init(
          name: "RateLimit-Policy", value: "\"\(name)\";q=\(reading.limit);w=\(limits.window)"),
      ]
    }
  }

  /// Whole seconds until a reading's window ends, rounded up: what `Retry-After` says.
  static func seconds(_ reading: Reading) -> Int64 {
    (reading.microsecondsLeft + 999_999) / 1_000_000
  }

  /// Seconds with as many digits as they need, such as `7.75`.
  static func decimal(_ microseconds: Int64) -> String {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    guard rest > 0 else { return String(seconds) }
    var digits = String(1_000_000 + rest).dropFirst()
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(seconds).\(digits)"
  }
}
