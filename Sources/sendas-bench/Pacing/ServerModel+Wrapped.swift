import RateModels

/// The same server, its resets rounded to whole seconds.
struct WholeSecondsModel: ServerModel {
  var server: any ServerModel
  let rounding: FloatingPointRoundingRule

  mutating func hit(at time: Double) -> ServerReply {
    var reply = server.hit(at: time)
    reply.reset.round(rounding)
    reply.isExact = false
    return reply
  }

  mutating func opening(from time: Double) -> Double { server.opening(from: time) }
}

/// An organisation whose every request comes with a key of its own; three keys' worth for all.
struct OrganizationModel: ServerModel {
  /// Which bucket an answer describes.
  enum Header {
    /// Always the key's.
    case key
    /// The one closest to being hit.
    case closest
  }

  /// Of one key; the organisation has three times as much.
  let limit: Int
  let window: Double
  let offset: Double
  let header: Header
  private var organization: any ServerModel

  /// With `phase` (seconds) the organisation's windows are aligned to the server's clock; without,
  /// they begin with the first request, as limitlion's do.
  init(limit: Int, window: Double, offset: Double, header: Header, phase: Double? = nil) {
    self.limit = limit
    self.window = window
    self.offset = offset
    self.header = header
    organization =
      phase.map {
        FixedWindowModel(limit: 3 * limit, window: window, start: -$0)
      } ?? WindowedBucketModel(limit: 3 * limit, window: window, offset: offset)
  }

  mutating func hit(at time: Double) -> ServerReply {
    guard organization.opening(from: time) <= time + 1e-9 else {
      return organization.hit(at: time)
    }
    var fresh = WindowedBucketModel(limit: limit, window: window, offset: offset)
    let key = fresh.hit(at: time)
    let shared = organization.hit(at: time)
    let isShared =
      header == .closest && key.remaining * shared.limit >= shared.remaining * key.limit
    return isShared ? shared : key
  }

  mutating func opening(from time: Double) -> Double { organization.opening(from: time) }
}
