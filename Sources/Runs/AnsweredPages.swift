import Journal

/// Answered changes in the pages in which the journal gave them, each to be taken once.
///
/// The table that finds them has a few bytes for each, and the changes stay where they are: a resumed
/// run makes and empties this for every change it has made before.
struct AnsweredPages: Sendable {
  private struct Page {
    var changes: [AnsweredChange]
    /// How many of them are still to be taken.
    var left: Int
  }

  private var pages: [Page] = []
  /// How many pages before them are over.
  private var gone = 0
  /// Where changes are: the place in its page, and above it the page's number.
  private var places: [UInt64: Int] = [:]

  /// How many changes are to be taken.
  var count: Int { places.count }

  /// How many pages are held, because one of their changes is to be taken.
  private(set) var pageCount = 0

  /// Adds a page of at most 65,536 changes, of which those are to be taken for which `isOpen` says so.
  mutating func add(_ changes: [AnsweredChange], where isOpen: (AnsweredChange) -> Bool) {
    let page = pages.count
    pages.append(Page(changes: changes, left: 0))
    for (index, change) in changes.enumerated() where isOpen(change) {
      let place = (gone + page) << 16 | index
      if pages[page].left == 0 { pageCount += 1 }
      pages[page].left += 1
      // Two with one mark, which hardly ever are: for the other the journal is asked.
      if let other = places.updateValue(place, forKey: change.key.mark) { took(other) }
    }
    drop()
  }

  /// The change with that key, once.
  mutating func take(_ key: ChangeKey) -> AnsweredChange? {
    guard let place = places.removeValue(forKey: key.mark) else { return nil }
    let (page, index) = (place >> 16 - gone, place & 0xFFFF)
    let change = pages[page].changes[index]
    // What is left of the page may stay for long, and this is not needed there any more.
    pages[page].changes[index].result = ""
    took(place)
    drop()
    return change.key == key ? change : nil
  }

  private mutating func took(_ place: Int) {
    let page = place >> 16 - gone
    pages[page].left -= 1
    guard pages[page].left == 0 else { return }
    pages[page].changes = []
    pageCount -= 1
  }

  /// Lets pages go that are over; those behind one of which something is left are empty till then.
  private mutating func drop() {
    guard pages.first?.left == 0 else { return }
    let over = pages.prefix { $0.left == 0 }.count
    pages.removeFirst(over)
    gone += over
  }
}

extension ChangeKey {
  /// Tells keys apart but for a few in many millions; the multiplier is 2^64 divided by the golden
  /// ratio, which scatters small numbers.
  fileprivate var mark: UInt64 { content.mark ^ UInt64(occurrence) &* 0x9E37_79B9_7F4A_7C15 }
}
