/// A limit that is stricter than headers say, as refusals have shown it.
public struct StricterLimit: Sendable, Equatable, CustomStringConvertible {
  /// The endpoints that it counts, as `POST /send_as`; nil: all of the server.
  public var group: String?

  /// About so many requests in any ``window``.
  public var requests: Int

  /// The time in which they are counted.
  public var window: Duration

  /// Describes a limit.
  public init(group: String?, requests: Int, window: Duration) {
    (self.group, self.requests, self.window) = (group, requests, window)
  }

  /// The limit in words: `about 40 requests in 8 s of POST /send_as`.
  public var description: String {
    let seconds = window.inSeconds
    let time = seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    return "about \(requests) request\(requests == 1 ? "" : "s") in \(time)"
      + (group.map { " of \($0)" } ?? ", whatever they ask for")
  }
}
