import Testing

@testable import CloseAPI

@Suite struct AttemptPolicyTests {
  @Test func `waiting for the rate limit is no attempt, but ends some day`() {
    for isRead in [true, false] {
      var policy = AttemptPolicy(isRead: isRead)
      for _ in 0..<20 {
        #expect(policy.answered(429, random: 0.5) == .again(after: .zero))
      }
      #expect(policy.attempts == 0)
      #expect(policy.answered(429, random: 0.5) == .deliver)
    }
  }

  @Test(arguments: [502, 503, 504]) func `a failing gateway is asked three times to read`(
    status: Int
  ) {
    var policy = AttemptPolicy(isRead: true)
    #expect(policy.answered(status, random: 0.5) == .again(after: .milliseconds(250)))
    #expect(policy.answered(status, random: 0.5) == .again(after: .milliseconds(500)))
    #expect(policy.answered(status, random: 0.5) == .deliver)
    #expect(policy.attempts == 3)

    var change = AttemptPolicy(isRead: false)
    #expect(change.answered(status, random: 0.5) == .deliver)
  }

  @Test(arguments: [200, 201, 204, 301, 400, 401, 404, 500])
  func `other answers are final`(status: Int) {
    var policy = AttemptPolicy(isRead: true)
    #expect(policy.answered(status, random: 0) == .deliver)
    #expect(policy.attempts == 1)
  }

  @Test(arguments: [CloseError.Kind.connection, .tls, .timeout])
  func `what never left is sent again, also a change`(kind: CloseError.Kind) {
    for isRead in [true, false] {
      var policy = AttemptPolicy(isRead: isRead)
      #expect(policy.failed(.notSent, kind, random: 0) == .again(after: .zero))
      #expect(policy.failed(.notSent, kind, random: 1) == .again(after: .seconds(1)))
      #expect(policy.failed(.notSent, kind, random: 0) == .giveUp(kind))
    }
  }

  @Test func `a change of unknown fate is never sent again`() {
    for kind in [CloseError.Kind.connection, .timeout, .cancelled, .unexpectedAnswer] {
      var policy = AttemptPolicy(isRead: false)
      #expect(policy.failed(.unknown, kind, random: 0) == .giveUp(.ambiguous))
    }
  }

  @Test func `a read of unknown fate is sent again unless that is pointless`() {
    var policy = AttemptPolicy(isRead: true)
    #expect(policy.failed(.unknown, .timeout, random: 0) == .again(after: .zero))
    #expect(policy.failed(.unknown, .connection, random: 0) == .again(after: .zero))
    #expect(policy.failed(.unknown, .timeout, random: 0) == .giveUp(.timeout))
    for kind in [CloseError.Kind.cancelled, .unexpectedAnswer] {
      var policy = AttemptPolicy(isRead: true)
      #expect(policy.failed(.unknown, kind, random: 0) == .giveUp(kind))
    }
  }

  @Test func `the longest backoff is twenty seconds`() {
    var policy = AttemptPolicy(isRead: true)
    var longest = Duration.zero
    for _ in 0..<100 {
      if case .again(let delay) = policy.failed(.notSent, .connection, random: 1) {
        longest = max(longest, delay)
      }
    }
    #expect(longest <= .seconds(20))
    #expect(longest > .zero)
  }
}
