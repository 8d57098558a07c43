import AsyncHTTPClient
import FoundationEssentials
import NIOHTTP1
import Testing

@testable import CloseAPI

@Suite struct RequestTargetsTests {
  @Test func `a target is its method and its URL`() throws {
    var targets = RequestTargets()
    for _ in 0..<2 {
      for number in 0..<2 * RequestTargets.most {
        let url = "http://127.0.0.1:9/api/v1/user/\(number)/?a=b"
        for method in [.GET, .DELETE] as [HTTPMethod] {
          let request = try targets.request(method, to: url)
          #expect(request.url.absoluteString == url)
          #expect(request.method == method)
          #expect(request.headers.isEmpty)
        }
      }
    }
  }

  @Test func `what is no URL is refused each time`() {
    var targets = RequestTargets()
    for _ in 0..<2 {
      #expect(throws: (any Error).self) { try targets.request(.GET, to: "http://") }
    }
  }
}
