import Testing

@testable import Pacing

/// What is told before anything was sent.
struct ForecastTests {
  private func key(_ credential: String, _ group: String = "POST /send_as") -> BucketKey {
    BucketKey(credential: credential, organization: "o", group: group)
  }

  private func queue(_ limits: [LearnedLimit], share: Double = 1) -> PacingQueue {
    var queue = PacingQueue(share: share, connections: 16)
    var known = LearnedLimits()
    known.merge(limits)
    queue.remember(known)
    return queue
  }

  private func limit(_ kind: String, organizationLimit: Int? = nil) -> LearnedLimit {
    LearnedLimit(
      organization: "o", group: "POST /send_as", limit: 20, window: 2, kind: kind,
      organizationLimit: organizationLimit)
  }

  @Test func `of a limit that nobody has met nothing is told`() {
    #expect(queue([]).leastTime(for: [key("a"): 1000], from: 0) == nil)
    let other = queue([limit("window")])
    #expect(other.leastTime(for: [key("a", "GET /me"): 1000], from: 0) == nil)
  }

  @Test func `windows that an earlier run has seen are counted, the present one as full`() throws {
    let known = queue([limit("window")])
    // 20 now, 20 as soon as the window ends, and 160 in eight more.
    let whole = try #require(known.leastTime(for: [key("a"): 200], from: 0))
    #expect(abs(whole - 16) < 0.01)
    let fits = try #require(known.leastTime(for: [key("a"): 20], from: 0))
    #expect(fits < 0.01)
    let half = queue([limit("window")], share: 0.5)
    let atHalf = try #require(half.leastTime(for: [key("a"): 200], from: 0))
    #expect(abs(atHalf - 36) < 0.01)
  }

  @Test func `the longest of keys, groups and organization counts`() throws {
    let known = queue([limit("window", organizationLimit: 60)])
    let keys = Dictionary(uniqueKeysWithValues: (0..<30).map { (key("\($0)"), 20) })
    // No key needs a second window, but all together need ten.
    let shared = try #require(known.leastTime(for: keys, from: 0))
    #expect(abs(shared - 16) < 0.01)
    let one = try #require(known.leastTime(for: [key("a"): 400, key("b"): 1], from: 0))
    #expect(abs(one - 36) < 0.01)
  }

  @Test func `logs and tokens have their own least time`() throws {
    let log = try #require(queue([limit("log")]).leastTime(for: [key("a"): 200], from: 0))
    #expect(abs(log - 18) < 0.01)
    let tokens = try #require(queue([limit("tokens")]).leastTime(for: [key("a"): 30], from: 0))
    #expect(abs(tokens - 20) < 0.01)
  }

  @Test func `a configured limit in front of the server counts without any other`() throws {
    let queue = PacingQueue(share: 1, connections: 16, mostPerSecond: 10)
    let least = try #require(queue.leastTime(for: [key("a"): 100], from: 0))
    #expect(abs(least - 9) < 0.01)
  }

  @Test func `a key that has not been used is told by what another key's answers were`() throws {
    var queue = queue([limit("window")])
    let ticket = queue.append(key("a"), at: 0)
    #expect(queue.next(at: 0) == ticket)
    let reading = RateReading(limit: 20, remaining: 19, reset: .seconds(1.5))
    queue.answered(ticket, status: 200, reading: reading, at: 0.1)
    let other = try #require(queue.leastTime(for: [key("b"): 100], from: 0.1))
    // Four windows after the first, the first of which may open at once.
    #expect(other > 5.9 && other < 7)
  }
}
