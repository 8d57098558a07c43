/// Windows of fixed length; the first began at `start`, at or before time 0.
package struct FixedWindowModel: ServerModel {
  private let limit: Int
  private let window: Double
  private let start: Double
  private var current = -Double.infinity
  private var used = 0

  package init(limit: Int, window: Double, start: Double) {
    self.limit = limit
    self.window = window
    self.start = start
  }

  private func index(of time: Double) -> Double {
    ((time - start) / window + 1e-12).rounded(.down)
  }

  package mutating func hit(at time: Double) -> ServerReply {
    let index = index(of: time)
    if index != current { (current, used) = (index, 0) }
    let isAllowed = used < limit
    if isAllowed { used += 1 }
    return ServerReply(
      isAllowed: isAllowed, limit: limit, remaining: limit - used,
      reset: max(0, start + (index + 1) * window - time))
  }

  package mutating func opening(from time: Double) -> Double {
    let index = index(of: time)
    if index != current || used < limit { return time }
    return start + (index + 1) * window + 1e-9
  }
}
