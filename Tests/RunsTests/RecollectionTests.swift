import Foundation
import Journal
import Testing

@testable import Runs

/// What earlier attempts have done, read ahead of the script.
struct RecollectionTests {
  private func key(_ number: Int) -> ChangeKey {
    ChangeKey(content: ChangeContent("\(number)".utf8), occurrence: 1)
  }

  private func page(_ numbers: some Sequence<Int>) -> [AnsweredChange] {
    numbers.map { AnsweredChange(key: key($0), number: $0, kind: "grant", result: "\($0)") }
  }

  private func filled(_ numbers: Range<Int>) -> Recollection {
    var recollection = Recollection()
    _ = recollection.beginPage()
    recollection.endPage(page(numbers), Replay(retry: .nothing))
    return recollection
  }

  @Test func `a change is told once`() {
    var recollection = filled(1..<4)
    #expect(recollection.take(key(2))?.result == "2")
    #expect(recollection.take(key(2)) == nil)
    #expect(recollection.take(key(9)) == nil)
  }

  @Test func `changes are told in any order, and equal ones of a task each for itself`() {
    var changes = page(1..<1001)
    changes[999].key = ChangeKey(content: changes[0].key.content, occurrence: 2)
    var recollection = Recollection()
    _ = recollection.beginPage()
    recollection.endPage(changes, Replay(retry: .nothing))
    for change in changes.reversed() { #expect(recollection.take(change.key) == change) }
    for change in changes { #expect(recollection.take(change.key) == nil) }
  }

  @Test(arguments: [1, 1001]) func `changes that cannot be told apart are left to the journal`(
    _ second: Int
  ) {
    // The last eight bytes are the same.
    let twins = [1, 2].map { first in
      ChangeKey(
        content: ChangeContent([UInt8(first)] + Array(repeating: 7, count: 15)), occurrence: 1)
    }
    var changes = page(1..<2001)
    changes[0].key = twins[0]
    changes[second].key = twins[1]
    var recollection = Recollection()
    for half in [changes[..<1000], changes[1000...]] {
      _ = recollection.beginPage()
      recollection.endPage(Array(half), Replay(retry: .nothing))
    }
    let others = changes.filter { !twins.contains($0.key) }

    for change in others { #expect(recollection.take(change.key) == change) }
    // The first takes what the table has, and is told that it is not the one.
    #expect(recollection.take(twins[0]) == nil)
    #expect(recollection.take(twins[1]) == nil)
    #expect(recollection.beginPage() == 2000)
  }

  @Test func `pages of which something is left are not added without end`() {
    var recollection = Recollection()
    var pages = 0
    while let end = recollection.beginPage() {
      let changes = page(end + 1..<end + 1001)
      recollection.endPage(changes, Replay(retry: .nothing))
      for change in changes.dropFirst() { #expect(recollection.take(change.key) != nil) }
      pages += 1
    }
    #expect(pages == Recollection.mostPages)
    #expect(recollection.take(key(1)) != nil)
    #expect(recollection.beginPage() == 1000 * Recollection.mostPages)
  }

  @Test func `a page of which one change is never asked for does not end the reading`() {
    var recollection = filled(1..<1001)
    for number in 2..<1001 { #expect(recollection.take(key(number)) != nil) }
    for last in stride(from: 1000, to: 1000 * (2 * Recollection.mostPages), by: 1000) {
      #expect(recollection.beginPage() == last)
      let changes = page(last + 1..<last + 1001)
      recollection.endPage(changes, Replay(retry: .nothing))
      for change in changes { #expect(recollection.take(change.key) == change) }
    }
    #expect(recollection.take(key(1)) != nil)
  }

  @Test func `it reads on after the last page, one page at a time, until there is no more`() {
    var recollection = filled(1..<Recollection.page + 1)
    #expect(recollection.beginPage() == Recollection.page)
    #expect(recollection.beginPage() == nil)
    recollection.endPage(page(1001..<1011), Replay(retry: .nothing))
    #expect(recollection.beginPage() == nil)
    #expect(recollection.take(key(1010)) != nil)
  }

  @Test func `it reads no more than there is room for, and goes on when some were taken`() {
    var recollection = Recollection()
    var last = 0
    while let end = recollection.beginPage() {
      #expect(end == last)
      recollection.endPage(page(last + 1..<last + 1001), Replay(retry: .nothing))
      last += 1000
    }
    #expect(last == Recollection.room)
    #expect(recollection.take(key(1)) != nil)
    #expect(recollection.beginPage() == last)
  }

  @Test func `what was asked for before it was read is not kept for anybody`() {
    var replay = Replay(retry: .nothing)
    replay.answers(2)
    var recollection = Recollection()
    _ = recollection.beginPage()
    recollection.endPage(page(1..<4), replay)
    #expect(recollection.take(key(2)) == nil)
    #expect(recollection.take(key(3)) != nil)
  }

  @Test func `an edited script that has left much out is followed`() {
    var recollection = filled(1..<1001)
    for _ in 1..<Recollection.mostBeyond {
      let isTime = recollection.missed(5000)
      #expect(!isTime)
    }
    #expect(recollection.beginPage() == 1000)
    recollection.endPage(page(1001..<2001), Replay(retry: .nothing))
    let isTime = recollection.missed(500)
    #expect(!isTime)
    #expect(recollection.take(key(1)) != nil)
    let isTimeNow = recollection.missed(5000)
    #expect(isTimeNow)
    #expect(recollection.take(key(2)) == nil)
    #expect(recollection.beginPage() == 5000)
  }

  @Test func `a journal that cannot be read is not asked again and again`() {
    var recollection = Recollection()
    _ = recollection.beginPage()
    recollection.endPage(nil, Replay(retry: .nothing))
    #expect(recollection.beginPage() == nil)
  }
}
