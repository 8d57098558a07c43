import Testing

@testable import Emulator

/// The vectors of section 5 of the reference, simulated from Close's `throttle.lua`.
@Suite("LimitLion")
struct LimitLionTests {
  private func verdict(_ isAllowed: Bool, _ tokens: Int, _ seconds: Double) -> LimitLion.Verdict {
    LimitLion.Verdict(
      isAllowed: isAllowed, tokens: tokens,
      microsecondsLeft: Int64((seconds * 1_000_000).rounded()))
  }

  private func run(
    _ settings: LimitLion.Settings, at times: [Double]
  ) -> [LimitLion.Verdict] {
    var bucket = LimitLion()
    return times.map {
      bucket.throttle(settings, at: Int64(($0 * 1_000_000).rounded()))
    }
  }

  @Test func `half a request per second in windows of five seconds`() {
    let settings = LimitLion.Settings(requestsPerSecond: 0.5, window: 5)
    #expect(
      run(settings, at: [1000.25, 1000.3, 1000.4, 1000.5, 1004.999, 1005.0, 1011.0]) == [
        verdict(true, 2, 4.75), verdict(true, 1, 4.7), verdict(true, 0, 4.6),
        verdict(false, 0, 4.5), verdict(false, 0, 0.001), verdict(true, 2, 5.0),
        verdict(true, 2, 4.0),
      ])
  }

  @Test func `the hundred and sixty-first request of Close's window is denied`() {
    let settings = LimitLion.Settings(requestsPerSecond: 20, window: 8)
    let verdicts = run(settings, at: Array(repeating: 1000.25, count: 161))
    #expect(verdicts.first == verdict(true, 159, 7.75))
    #expect(verdicts[159] == verdict(true, 0, 7.75))
    #expect(verdicts[160] == verdict(false, 0, 7.75))
  }

  @Test func `the window stays anchored at the second of its first request`() {
    let settings = LimitLion.Settings(requestsPerSecond: 1, window: 8)
    #expect(
      run(settings, at: [1003.9, 1010.999_999, 1011.0]) == [
        verdict(true, 7, 7.1), verdict(true, 6, 0.000_001), verdict(true, 7, 8.0),
      ])
  }

  @Test func `a burst banks windows that were not used, up to its capacity`() {
    let settings = LimitLion.Settings(requestsPerSecond: 1, burst: 2, window: 4)
    // 8 at first; 6 taken; one window later 2 + 4; two windows later the capacity again.
    let start = Array(repeating: 1000.0, count: 6)
    #expect(run(settings, at: start + [1004.0]).last == verdict(true, 5, 4.0))
    #expect(run(settings, at: start + [1008.0]).last == verdict(true, 7, 4.0))
  }

  @Test func `a bucket unused for twice its windows is new again`() {
    let settings = LimitLion.Settings(requestsPerSecond: 1, window: 4)
    // Used until 1000.5, so forgotten at 1008.5: before, windows begin at 1000 + 4n; after, anew.
    #expect(run(settings, at: [1000.5, 1008.4]).last == verdict(true, 3, 3.6))
    #expect(run(settings, at: [1000.5, 1009.5]).last == verdict(true, 3, 3.5))
  }

  @Test func `a rate of nothing denies and a rate of minus one allows`() {
    #expect(
      run(LimitLion.Settings(requestsPerSecond: 0, window: 8), at: [1000.25])
        == [verdict(false, 0, 8)])
    #expect(
      run(LimitLion.Settings(requestsPerSecond: -1, window: 8), at: [1000.25]).map(\.isAllowed)
        == [true])
  }

  @Test func `asking for nothing refills and costs nothing`() {
    let settings = LimitLion.Settings(requestsPerSecond: 1, window: 4)
    var bucket = LimitLion()
    for _ in 0..<4 { _ = bucket.throttle(settings, at: 1_000_000_000) }
    #expect(
      bucket.throttle(settings, at: 1_001_000_000, requested: 0) == verdict(true, 0, 3))
    #expect(
      bucket.throttle(settings, at: 1_004_000_000, requested: 0) == verdict(true, 4, 4))
  }
}
