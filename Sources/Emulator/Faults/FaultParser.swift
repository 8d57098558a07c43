/// Reads the kind of a fault and the words after it.
enum FaultParser {
  struct Objection: Error {
    let words: String
  }

  private static let kinds =
    "latency, 429, 500, 502, 503, 504, reset-before, reset-after, half-response, slow-drip, "
    + "invalid-json, html, stale, lying-header"

  static func effect(_ words: [String]) throws(Objection) -> Fault.Effect {
    guard let kind = words.first else {
      throw Objection(words: "names no kind of fault; there are \(kinds)")
    }
    let rest = Array(words.dropFirst())
    switch kind {
    case "latency": return .latency(try range(one(kind, rest, "latency 200ms or 100ms..2s")))
    case "429", "500", "502", "503", "504": return try status(Int(kind) ?? 500, rest)
    case "reset-before": return try alone(kind, rest, .reset(afterChange: false))
    case "reset-after": return try alone(kind, rest, .reset(afterChange: true))
    case "half-response": return try alone(kind, rest, .half)
    case "invalid-json": return try alone(kind, rest, .invalidJSON)
    case "lying-header": return try alone(kind, rest, .lie)
    case "slow-drip":
      return .drip(
        rest.isEmpty ? .milliseconds(20) : try duration(one(kind, rest, "slow-drip 20ms")))
    case "stale": return .stale(try duration(one(kind, rest, "stale 30s")))
    case "html":
      guard !rest.isEmpty else { return .html(502) }
      guard let status = Int(try one(kind, rest, "html 503")), (400...599).contains(status) else {
        throw Objection(words: "'\(rest[0])' is no status of an error; use 400 to 599")
      }
      return .html(status)
    default: throw Objection(words: "'\(kind)' is no kind of fault; there are \(kinds)")
    }
  }

  private static func status(_ status: Int, _ words: [String]) throws(Objection) -> Fault.Effect {
    var rest = words[...]
    var (retryAfter, isAfter) = (Int?.none, false)
    while let word = rest.popFirst() {
      switch word {
      case "after": isAfter = true
      case "retry-after":
        guard let text = rest.popFirst(), let seconds = Int(text), seconds >= 0 else {
          throw Objection(words: "retry-after needs whole seconds, as in \(status) retry-after 5")
        }
        retryAfter = seconds
      default:
        throw Objection(
          words: "'\(word)' means nothing after \(status); use retry-after SECONDS or after")
      }
    }
    return .status(status, retryAfter: retryAfter, afterChange: isAfter)
  }

  private static func alone(
    _ kind: String, _ words: [String], _ effect: Fault.Effect
  ) throws(Objection) -> Fault.Effect {
    guard words.isEmpty else {
      throw Objection(words: "'\(words[0])' means nothing after \(kind)")
    }
    return effect
  }

  private static func one(
    _ kind: String, _ words: [String], _ example: String
  ) throws(Objection) -> String {
    guard words.count == 1 else {
      throw Objection(words: "\(kind) needs one word after it, as in \(example)")
    }
    return words[0]
  }

  private static func range(_ text: String) throws(Objection) -> ClosedRange<Duration> {
    guard let dots = text.firstRange(of: "..") else {
      let both = try duration(text)
      return both...both
    }
    let low = try duration(String(text[..<dots.lowerBound]))
    let high = try duration(String(text[dots.upperBound...]))
    guard low <= high else { throw Objection(words: "'\(text)' ends before it begins") }
    return low...high
  }

  private static func duration(_ text: String) throws(Objection) -> Duration {
    let (digits, scale) =
      text.hasSuffix("ms") ? (text.dropLast(2), 0.001) : (text.dropLast(), 1.0)
    guard text.hasSuffix("s"), let number = Double(digits), number >= 0, number < 1e6 else {
      throw Objection(words: "'\(text)' is no time; write it as 200ms or 1.5s")
    }
    return .seconds(number * scale)
  }
}
