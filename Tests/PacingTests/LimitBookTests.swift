import Testing

@testable import Pacing

/// Whose bucket an answer describes.
struct LimitBookTests {
  private func stated(_ limit: Int, _ remaining: Int) throws -> StatedLimit {
    try #require(StatedLimit(RateReading(limit: limit, remaining: remaining)))
  }

  @Test func `a fresh bucket's first answer is the key's, and three times its limit is not`() throws
  {
    var book = LimitBook()
    #expect(book.bucket(of: try stated(160, 159)) == .key)
    #expect(book.bucket(of: try stated(480, 300)) == .organization)
    #expect(book.bucket(of: try stated(160, 20)) == .key)
    #expect(book.keyLimit == 160)
  }

  @Test func `a used bucket's first answer is taken for the organisation's`() throws {
    var book = LimitBook()
    #expect(book.bucket(of: try stated(480, 455)) == .organization)
    #expect(book.keyLimit == 160)
    #expect(book.provenKeyLimit == nil)
    #expect(book.bucket(of: try stated(160, 80)) == .key)
    #expect(book.provenKeyLimit == 160)
  }

  @Test func `a used bucket of a limit that an earlier run has learned is the key's`() throws {
    var book = LimitBook()
    book.remember(keyLimit: 160)
    #expect(book.bucket(of: try stated(480, 300)) == .organization)
    #expect(book.bucket(of: try stated(160, 80)) == .key)
    // What has changed since is noticed.
    var other = LimitBook()
    other.remember(keyLimit: 160)
    #expect(other.bucket(of: try stated(160, 80)) == .key)
    #expect(other.bucket(of: try stated(50, 20)) == .key)
    #expect(other.keyLimit == 50)
    #expect(other.bucket(of: try stated(160, 70)) == .organization)
  }

  @Test func `a limit taken for the organisation's is the key's once it comes back whole`() throws {
    var book = LimitBook()
    #expect(book.bucket(of: try stated(20, 7)) == .organization)
    #expect(book.bucket(of: try stated(20, 19)) == .key)
    #expect(book.keyLimit == 20)
  }
}
