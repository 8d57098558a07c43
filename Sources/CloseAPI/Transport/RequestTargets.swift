import AsyncHTTPClient
import NIOHTTP1

/// Requests without headers and body, for the targets that were asked for last.
///
/// To take a URL apart costs as much as to read a short answer, and most requests go where one went
/// before: all grants to one URL.
struct RequestTargets {
  /// How many are kept: few enough that to compare with each takes less than to hash.
  static let most = 8

  private struct Target {
    let url: String
    let method: HTTPMethod
    let request: HTTPClient.Request
  }

  private var targets: [Target] = []
  private var oldest = 0

  /// The request to fill in.
  ///
  /// - Throws: `HTTPClientError` for a URL that is none.
  mutating func request(_ method: HTTPMethod, to url: String) throws -> HTTPClient.Request {
    if let known = targets.first(where: { $0.url == url && $0.method == method }) {
      return known.request
    }
    let target = Target(
      url: url, method: method, request: try HTTPClient.Request(url: url, method: method))
    if targets.count < Self.most {
      targets.append(target)
    } else {
      targets[oldest] = target
      oldest = (oldest + 1) % Self.most
    }
    return target.request
  }
}
