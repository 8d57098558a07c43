import RateModels
import Testing

@Suite struct RateModelsTests {
  @Test func `the example of the first page does what is said there`() {
    var server = FixedWindowModel(limit: 2, window: 8, start: 0)
    let replies = [0.0, 1.0, 2.0].map { server.hit(at: $0) }

    let allowed = replies.map(\.isAllowed)
    let opening = server.opening(from: 2)

    #expect(allowed == [true, true, false])
    #expect(abs(opening - 8) < 1e-6)
  }

  private static let models: [any ServerModel] = [
    FixedWindowModel(limit: 5, window: 2, start: -0.7),
    WindowedBucketModel(limit: 5, window: 2, offset: 0.3),
    WindowedBucketModel(limit: 5, burst: 2, window: 2, offset: 0.9),
    TokenBucketModel(rate: 2.5, size: 5),
    SlidingLogModel(limit: 5, window: 2),
  ]

  @Test(arguments: models.indices)
  func `a request is allowed from the announced opening on, and refused before it`(
    _ index: Int
  ) throws {
    var random = SystemRandomNumberGenerator()
    var server = Self.models[index]
    var time = 0.0
    for _ in 0..<500 {
      let opening = server.opening(from: time)
      if opening > time + 1e-6 {
        var before = server
        #expect(!before.hit(at: (time + opening) / 2).isAllowed)
      }
      time = opening
      let reply = server.hit(at: time)
      #expect(reply.isAllowed)
      #expect(reply.remaining >= 0 && reply.reset >= -1e-6)
      time += Double.random(in: 0..<0.6, using: &random)
    }
  }

  @Test(arguments: models.indices)
  func `what a refusal says of its reset is when the next request is allowed`(_ index: Int) {
    var server = Self.models[index]
    var refused: (time: Double, reset: Double)?
    for step in 0..<40 where refused == nil {
      let time = Double(step) * 0.01
      let reply = server.hit(at: time)
      if !reply.isAllowed { refused = (time, reply.reset) }
    }
    guard let refused else {
      Issue.record("nothing was refused")
      return
    }
    #expect(server.hit(at: refused.time + refused.reset + 1e-6).isAllowed)
  }
}
