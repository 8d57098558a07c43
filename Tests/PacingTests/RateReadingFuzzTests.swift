import Foundation
import Testing

@testable import Pacing

/// Headers come from strangers: whatever they hold, reading them neither traps nor invents numbers.
struct RateReadingFuzzTests {
  private static let pieces = [
    "limit", "remaining", "reset", "=", ",", ";", " ", "\"", ".", "-", "+", "e", "0", "1", "9",
    "160",
    "7.25", "99999999999", "1e400", "nan", "inf", "\u{0}", "é", "👩‍👩‍👧", "\r\n", "w=1", "Sun", "Nov",
    "06", "1994", "08:49:37", "GMT", ":", "784111787", "\t",
  ]
  private static let names = [
    "RateLimit", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Rate-Limit-Limit",
    "X-Rate-Limit-Reset", "X-RateLimit-Remaining", "Retry-After", "Date", "rAtElImIt",
    "RateLimit-Policy", "",
  ]

  /// 10,000 inputs each time, 10,000,000 with `scripts/test --long`.
  private static let inputs =
    ProcessInfo.processInfo.environment["SENDAS_LONG_TESTS"] == nil ? 10_000 : 10_000_000

  @Test func `random header sets are read without harm`() {
    var random = SeededGenerator(1)
    var read = 0
    for _ in 0..<Self.inputs {
      let headers = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        (name: Self.names.randomElement(using: &random) ?? "", value: Self.value(&random))
      }
      let status = Bool.random(using: &random) ? 429 : 200
      guard let reading = RateReading(status: status, headers: headers) else { continue }
      read += 1
      let month = Duration.seconds(30 * 86_400)
      let isSane =
        (1...1_000_000_000).contains(reading.limit ?? 1)
        && (0...1_000_000_000).contains(reading.remaining ?? 0)
        && (.zero...month).contains(reading.reset ?? .zero)
        && (.zero...month).contains(reading.retryAfter ?? .zero)
      #expect(isSane, "\(headers)")
    }
    // Otherwise the generator only makes noise that is thrown away at once.
    #expect(read > 500)
  }

  private static func value(_ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      return (0..<Int.random(in: 0...12, using: &random))
        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    case 1:
      let numbers = (0..<3).map { _ in pieces.randomElement(using: &random) ?? "" }
      return "\"a\";r=\(numbers[0]);t=\(numbers[1]), \"b\";q=\(numbers[2])"
    case 2:
      let bytes = (0..<Int.random(in: 0...24, using: &random))
        .map { _ in UInt8.random(in: 0...255, using: &random) }
      return String(decoding: bytes, as: UTF8.self)
    default:
      let numbers = (0..<3).map { _ in pieces.randomElement(using: &random) ?? "" }
      return "limit=\(numbers[0]), remaining=\(numbers[1]); reset=\(numbers[2])"
    }
  }
}
