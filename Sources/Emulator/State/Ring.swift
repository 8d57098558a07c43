/// The latest of many, in constant memory.
struct Ring<Element: Sendable>: Sendable {
  private let capacity: Int
  private var kept: [Element] = []
  private var oldest = 0

  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  /// What is kept, oldest first.
  var elements: [Element] { Array(kept[oldest...] + kept[..<oldest]) }

  mutating func add(_ element: Element) {
    if kept.count < capacity {
      kept.append(element)
    } else {
      kept[oldest] = element
      oldest = (oldest + 1) % capacity
    }
  }
}
