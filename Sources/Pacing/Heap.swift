/// A binary heap: the smallest element is first.
struct Heap<Element: Comparable & Sendable>: Sendable {
  private var items: [Element] = []

  var first: Element? { items.first }

  mutating func insert(_ element: Element) {
    items.append(element)
    var child = items.count - 1
    while child > 0, items[child] < items[(child - 1) / 2] {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeFirst() {
    guard let last = items.popLast(), !items.isEmpty else { return }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      let child = 2 * parent + 1
      if child < items.count, items[child] < items[least] { least = child }
      if child + 1 < items.count, items[child + 1] < items[least] { least = child + 1 }
      if least == parent { return }
      items.swapAt(parent, least)
      parent = least
    }
  }
}
