import Foundation
import RateModels

/// How a simulated server writes its limit into headers.
enum HeaderForm: String, CaseIterable {
  case commas, semicolons, legacy, wholeSeconds, retryAfterOnly, silent
  /// As `commas`, but a refusal that names no limit has no headers at all.
  case ingress

  func headers(for answer: ServerReply) -> [(name: String, value: String)] {
    let decimal = String(format: "%.6f", answer.reset)
    let whole = Int(answer.reset.rounded(.up))
    var headers: [(name: String, value: String)] = [
      ("Content-Type", "application/json"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ]
    switch self {
    case .ingress where answer.limit == 0: return []
    case .commas, .ingress:
      headers.append(
        (
          "RateLimit",
          "limit=\(answer.limit), remaining=\(answer.remaining), reset=\(decimal)"
        ))
    case .semicolons:
      headers.append(
        (
          "ratelimit",
          "reset=\(decimal); limit=\(answer.limit); remaining=\(answer.remaining)"
        ))
    case .legacy:
      headers.append(("x-rate-limit-limit", "\(answer.limit)"))
      headers.append(("x-rate-limit-remaining", "\(answer.remaining)"))
      headers.append(("x-rate-limit-reset", decimal))
    case .wholeSeconds:
      headers.append(
        (
          "RateLimit",
          "limit=\(answer.limit); remaining=\(answer.remaining); reset=\(whole)"
        ))
    case .retryAfterOnly, .silent: break
    }
    if !answer.isAllowed, self != .silent { headers.append(("Retry-After", "\(whole)")) }
    return headers
  }
}
