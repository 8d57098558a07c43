/// One way in which an emulator misbehaves, and how often.
///
/// As text: `METHOD PATH: PROBABILITY KIND`, such as `POST /send_as/: 0.1 reset-after`. The method
/// or the path may be `*`, and a path may end in `*` for everything that begins so. The kinds are
/// in `Effect`.
public struct Fault: Sendable, Hashable, CustomStringConvertible {
  /// What happens to a request.
  enum Effect: Sendable, Hashable {
    /// `latency 200ms` or `latency 100ms..2s`: the answer is made, and comes later.
    case latency(ClosedRange<Duration>)
    /// `429`, `500`, `502`, `503` or `504`, with `retry-after SECONDS` and `after` if wanted: this
    /// answer instead, before the change was made or after it.
    case status(Int, retryAfter: Int?, afterChange: Bool)
    /// `reset-before` or `reset-after`: the connection is reset, the change not made or made.
    case reset(afterChange: Bool)
    /// `half-response`: the connection ends in the middle of the body.
    case half
    /// `slow-drip` or `slow-drip 50ms`: the body comes byte by byte.
    case drip(Duration)
    /// `invalid-json`: the body is called JSON and is not.
    case invalidJSON
    /// `html` or `html 503`: a page of HTML instead, before the change was made.
    case html(Int)
    /// `stale 30s`: a read is answered as it would have been so long ago.
    case stale(Duration)
    /// `lying-header`: the header says that nothing was used of the limit.
    case lie
  }

  /// The rule as it was written.
  public let description: String
  let method: String
  let path: String
  let probability: Double
  let effect: Effect

  /// Reads a rule.
  ///
  /// Throws `EmulatorError` of kind `invalidFault` that says what is wrong and what there is.
  public init(_ text: String) throws(EmulatorError) {
    description = text
    guard let colon = text.firstRange(of: ": ") ?? text.firstRange(of: ":") else {
      throw Self.broken(text, "has no colon; write METHOD PATH: PROBABILITY KIND")
    }
    let place = text[..<colon.lowerBound].split(separator: " ")
    let words = text[colon.upperBound...].split(separator: " ").map(String.init)
    guard place.count == 2 || place == ["*"] else {
      throw Self.broken(text, "must begin with a method and a path, as in POST /send_as/")
    }
    method = place[0].uppercased()
    path = place.count == 2 ? String(place[1]) : "*"
    guard method == "*" || ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(method) else {
      throw Self.broken(text, "'\(place[0])' is no method; use GET, POST, PUT, PATCH, DELETE or *")
    }
    guard path == "*" || path.hasPrefix("/") else {
      throw Self.broken(text, "'\(path)' is no path; write it as in /send_as/, or *")
    }
    guard let first = words.first, let share = Double(first), (0...1).contains(share) else {
      throw Self.broken(
        text, "'\(words.first ?? "")' is no probability; use a number from 0 to 1")
    }
    probability = share
    do {
      effect = try FaultParser.effect(Array(words.dropFirst()))
    } catch {
      throw Self.broken(text, error.words)
    }
  }

  /// Whether it is about requests like this; the path is without `/api/v1` and the query.
  func matches(method: String, path: Substring) -> Bool {
    guard self.method == "*" || self.method == method else { return false }
    return self.path.hasSuffix("*") ? path.hasPrefix(self.path.dropLast()) : path == self.path
  }

  private static func broken(_ text: String, _ what: String) -> EmulatorError {
    EmulatorError(.invalidFault, "the fault '\(text)': \(what)")
  }
}
