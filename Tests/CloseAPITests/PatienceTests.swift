import NIOCore
import Testing

@testable import CloseAPI

@Suite struct PatienceTests {
  private static let silence = TimeAmount.seconds(30)
  private static func second(_ number: UInt64) -> NIODeadline {
    .uptimeNanoseconds(number * 1_000_000_000)
  }

  private var patience = Patience<String>(silence: Self.silence)

  @Test mutating func `one alarm serves all requests and stays when they end`() {
    let first = patience.begin("a", until: Self.second(60), at: Self.second(0))
    #expect(first.alarm == Self.second(30))
    let second = patience.begin("b", until: Self.second(61), at: Self.second(1))
    #expect(second.alarm == nil)
    patience.end(first.number)
    patience.moved(second.number, at: Self.second(2))
    let (late, alarm) = patience.look(at: Self.second(30))
    #expect(late.isEmpty)
    #expect(alarm == Self.second(32))
  }

  @Test mutating func `without requests no alarm is set again`() {
    let number = patience.begin("a", until: Self.second(60), at: Self.second(0)).number
    patience.end(number)
    #expect(patience.look(at: Self.second(30)).alarm == nil)
    #expect(
      patience.begin("b", until: Self.second(99), at: Self.second(40)).alarm == Self.second(70))
  }

  @Test mutating func `what has not left is late at its deadline and told from what has`() {
    _ = patience.begin("waits", until: Self.second(60), at: Self.second(0))
    let left = patience.begin("left", until: Self.second(60), at: Self.second(0)).number
    patience.moved(left, at: Self.second(50))
    #expect(patience.look(at: Self.second(30)).late.isEmpty)
    let late = patience.look(at: Self.second(60)).late.sorted { $0.request < $1.request }
    #expect(late.map(\.request) == ["left", "waits"])
    #expect(late.map(\.lateness) == [.unanswered, .notSent])
    #expect(patience.look(at: Self.second(61)).late.isEmpty)
  }

  @Test mutating func `an answer that goes on is not late before its deadline`() {
    let number = patience.begin("a", until: Self.second(100), at: Self.second(0)).number
    for moment: UInt64 in [1, 30, 59, 88] { patience.moved(number, at: Self.second(moment)) }
    #expect(patience.look(at: Self.second(99)).late.isEmpty)
    #expect(patience.look(at: Self.second(100)).late.map(\.lateness) == [.unanswered])
  }

  @Test mutating func `an answer that pauses too long is late before its deadline`() {
    let number = patience.begin("a", until: Self.second(100), at: Self.second(0)).number
    patience.moved(number, at: Self.second(5))
    let (late, alarm) = patience.look(at: Self.second(34))
    #expect(late.isEmpty)
    // The alarm for second 30 has come late; another is needed.
    #expect(alarm == Self.second(35))
    #expect(patience.look(at: Self.second(35)).late.map(\.request) == ["a"])
  }

  @Test mutating func `an earlier deadline sets an earlier alarm and the later one finds nothing`()
  {
    _ = patience.begin("long", until: Self.second(60), at: Self.second(0))
    #expect(
      patience.begin("short", until: Self.second(3), at: Self.second(1)).alarm == Self.second(3))
    let first = patience.look(at: Self.second(3))
    #expect(first.late.map(\.request) == ["short"])
    #expect(first.alarm == Self.second(33))
    // The alarm that had been set for second 30.
    let second = patience.look(at: Self.second(30))
    #expect(second.late.isEmpty)
    #expect(second.alarm == nil)
  }
}
