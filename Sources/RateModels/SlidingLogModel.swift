/// At most `limit` in any window that ends now.
package struct SlidingLogModel: ServerModel {
  private let limit: Int
  private let window: Double
  private var hits: [Double] = []
  private var oldest = 0

  package init(limit: Int, window: Double) {
    self.limit = limit
    self.window = window
  }

  private mutating func forget(at time: Double) {
    while oldest < hits.count, hits[oldest] <= time - window { oldest += 1 }
  }

  package mutating func hit(at time: Double) -> ServerReply {
    forget(at: time)
    let isAllowed = hits.count - oldest < limit
    if isAllowed { hits.append(time) }
    return ServerReply(
      isAllowed: isAllowed, limit: limit, remaining: limit - (hits.count - oldest),
      reset: oldest < hits.count ? hits[oldest] + window - time : 0)
  }

  package mutating func opening(from time: Double) -> Double {
    forget(at: time)
    return hits.count - oldest < limit ? time : hits[oldest] + window + 1e-9
  }
}
