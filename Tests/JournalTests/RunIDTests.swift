import Foundation
import Testing

@testable import Journal

@Suite struct RunIDTests {
  /// Gives the same number for ever.
  struct Constant: RandomNumberGenerator {
    let number: UInt64
    mutating func next() -> UInt64 { number }
  }

  @Test func `an id says when the run began`() {
    var zeros = Constant(number: 0)
    var ones = Constant(number: .max)

    #expect(RunRecord.makeID(startedAt: moment, using: &zeros) == "20261123-144239-0000")
    #expect(RunRecord.makeID(startedAt: moment, using: &ones) == "20261123-144239-zzzz")
  }

  @Test func `ids sort like the moments they name`() {
    var generator = SystemRandomNumberGenerator()
    let ids = (0..<50).map {
      RunRecord.makeID(startedAt: moment + Double($0) * 86_399, using: &generator)
    }

    #expect(ids == ids.sorted())
  }
}

@Suite struct TimestampTests {
  @Test(arguments: [
    (1_795_444_959.123, "2026-11-23T14:42:39.123Z"), (0, "1970-01-01T00:00:00.000Z"),
    (-0.001, "1969-12-31T23:59:59.999Z"), (1_709_164_799.9996, "2024-02-29T00:00:00.000Z"),
  ])
  func `a moment is text in UTC, rounded to the millisecond`(seconds: Double, text: String) {
    #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == text)
  }

  @Test func `every millisecond reads back as itself`() {
    let moments = (0..<5000).map { Date(timeIntervalSince1970: 1_795_444_000 + Double($0) / 1000) }

    #expect(moments.map { Timestamp.date(Timestamp.text($0)) } == moments)
  }

  @Test(arguments: ["", "2026-11-23", "2026-11-23 14:42:39.123Z", "2026-11-23T14:42:39.1z3Z"])
  func `anything else is no moment`(text: String) {
    #expect(Timestamp.date(text) == nil)
  }
}
