import Testing

@testable import CloseAPI

@Suite struct PageCursorTests {
  @Test func `a list without more ends after its first page`() {
    var cursor = PageCursor()
    #expect(cursor.nextSkip == 0)
    #expect(cursor.take(["a", "b"], hasMore: false) == [0, 1])
    #expect(cursor.nextSkip == nil)
  }

  @Test(arguments: [3, 40])
  func `an entry that stands twice on a page is given once`(count: Int) {
    let ids = (0..<count).map { "\($0)" }
    for hasMore in [false, true] {
      var cursor = PageCursor()
      #expect(cursor.take(ids + ["1"] + ["x"], hasMore: hasMore) == Array(0..<count) + [count + 1])
    }
  }

  @Test func `entries that moved to the next page are not given twice`() {
    var cursor = PageCursor()
    #expect(cursor.take(["a", "b"], hasMore: true) == [0, 1])
    #expect(cursor.nextSkip == 2)
    #expect(cursor.take(["b", "c"], hasMore: true) == [1])
    #expect(cursor.nextSkip == 4)
    #expect(cursor.take(["d"], hasMore: false) == [0])
    #expect(cursor.nextSkip == nil)
  }

  @Test func `an empty page ends the list whatever it says`() {
    var cursor = PageCursor()
    #expect(cursor.take([], hasMore: true) == [])
    #expect(cursor.nextSkip == nil)
  }

  @Test func `a list that goes in circles is noticed`() {
    var cursor = PageCursor()
    #expect(cursor.take(["a"], hasMore: true) == [0])
    #expect(cursor.take(["a"], hasMore: true) == nil)
    #expect(cursor.nextSkip == nil)
  }
}
