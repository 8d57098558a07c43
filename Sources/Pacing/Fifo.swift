/// A first-in, first-out line with cheap ends.
struct Fifo<Element: Sendable>: Sendable {
  private var items: [Element] = []
  private var start = 0

  var count: Int { items.count - start }
  var isEmpty: Bool { start == items.count }
  var first: Element? { isEmpty ? nil : items[start] }

  /// The element at a distance from the front; it must exist.
  subscript(offset: Int) -> Element { items[start + offset] }

  mutating func append(_ element: Element) {
    items.append(element)
  }

  mutating func removeFirst() {
    guard !isEmpty else { return }
    start += 1
    // Shifting only when half is dead keeps the cost of one removal constant on average.
    if start > 32, start * 2 > items.count {
      items.removeFirst(start)
      start = 0
    }
  }
}
