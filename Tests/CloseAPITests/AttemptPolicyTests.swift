import Testing

@testable import CloseAPI

/// The table of `reference/pacing.md`, section 2.6, row by row.
@Suite struct AttemptPolicyTests {
  private static let effects: [CloseRequest.Effect] = [.reads, .sets, .adds]

  @Test(arguments: effects) func `waiting for the rate limit is no attempt, but ends some day`(
    effect: CloseRequest.Effect
  ) {
    var policy = AttemptPolicy(effect: effect)
    for _ in 0..<20 {
      #expect(policy.answered(429, random: 0.5) == .again(after: .zero))
    }
    #expect(policy.attempts == 0)
    #expect(policy.answered(429, random: 0.5) == .deliver)
  }

  @Test(arguments: [500, 502, 503, 504])
  func `a failing server is asked five times, unless that could add something`(status: Int) {
    for effect in [CloseRequest.Effect.reads, .sets] {
      var policy = AttemptPolicy(effect: effect)
      for milliseconds in [250, 500, 1000, 2000] {
        #expect(
          policy.answered(status, random: 0.5) == .again(after: .milliseconds(milliseconds)))
      }
      #expect(policy.answered(status, random: 0.5) == .deliver)
      #expect(policy.attempts == 5)
      #expect(policy.lastWord(.unavailable) == (effect == .reads ? .unavailable : .ambiguous))
    }
    var adding = AttemptPolicy(effect: .adds)
    #expect(adding.answered(status, random: 0.5) == .deliver)
  }

  @Test func `a server that says when to come back is not asked before`() {
    var policy = AttemptPolicy(effect: .reads)
    #expect(
      policy.answered(503, retryAfter: .seconds(7), random: 0.5) == .again(after: .seconds(7)))
    #expect(policy.answered(503, retryAfter: .zero, random: 0.5) == .again(after: .seconds(0.5)))
  }

  @Test(arguments: [200, 201, 204, 301, 400, 401, 402, 403, 404, 501, 505])
  func `other answers are final`(status: Int) {
    for effect in Self.effects {
      var policy = AttemptPolicy(effect: effect)
      #expect(policy.answered(status, random: 0) == .deliver)
      #expect(policy.attempts == 1)
    }
  }

  @Test(arguments: [CloseError.Kind.connection, .tls, .timeout])
  func `what never left is sent again, also what would add something`(kind: CloseError.Kind) {
    for effect in Self.effects {
      var policy = AttemptPolicy(effect: effect)
      #expect(policy.failed(.notSent, kind, random: 0) == .again(after: .zero))
      #expect(policy.failed(.notSent, kind, random: 1) == .again(after: .seconds(1)))
      #expect(policy.failed(.notSent, kind, random: 1) == .again(after: .seconds(2)))
      #expect(policy.failed(.notSent, kind, random: 1) == .again(after: .seconds(4)))
      #expect(policy.failed(.notSent, kind, random: 0) == .giveUp(kind))
    }
  }

  @Test func `what could add something and whose fate is unknown is never sent again`() {
    for kind in [CloseError.Kind.connection, .timeout, .cancelled, .unexpectedAnswer] {
      var policy = AttemptPolicy(effect: .adds)
      #expect(policy.failed(.unknown, kind, random: 0) == .giveUp(.ambiguous))
    }
  }

  @Test func `what reads or sets is sent again when its fate is unknown, unless that is pointless`()
  {
    for effect in [CloseRequest.Effect.reads, .sets] {
      var policy = AttemptPolicy(effect: effect)
      for kind in [CloseError.Kind.timeout, .connection, .timeout, .connection] {
        #expect(policy.failed(.unknown, kind, random: 0) == .again(after: .zero))
      }
      #expect(
        policy.failed(.unknown, .timeout, random: 0)
          == .giveUp(effect == .reads ? .timeout : .ambiguous))
    }
    for kind in [CloseError.Kind.cancelled, .unexpectedAnswer] {
      var policy = AttemptPolicy(effect: .reads)
      #expect(policy.failed(.unknown, kind, random: 0) == .giveUp(kind))
    }
  }

  @Test func `a change of unknown fate stays ambiguous when no later try gets through`() {
    var policy = AttemptPolicy(effect: .sets)
    #expect(policy.failed(.unknown, .connection, random: 0) == .again(after: .zero))
    for _ in 0..<3 {
      #expect(policy.failed(.notSent, .connection, random: 0) == .again(after: .zero))
    }
    #expect(policy.failed(.notSent, .connection, random: 0) == .giveUp(.ambiguous))
    #expect(policy.isOpen)
  }

  @Test func `a deletion that finds nothing is done if an earlier try may have done it`() {
    var first = AttemptPolicy(effect: .sets, isDeletion: true)
    #expect(first.answered(404, random: 0) == .deliver)

    var second = AttemptPolicy(effect: .sets, isDeletion: true)
    #expect(second.failed(.notSent, .connection, random: 0) == .again(after: .zero))
    #expect(second.answered(404, random: 0) == .deliver)

    var third = AttemptPolicy(effect: .sets, isDeletion: true)
    #expect(third.failed(.unknown, .timeout, random: 0) == .again(after: .zero))
    #expect(third.answered(404, random: 0) == .done)

    var change = AttemptPolicy(effect: .sets)
    #expect(change.failed(.unknown, .timeout, random: 0) == .again(after: .zero))
    #expect(change.answered(404, random: 0) == .deliver)
  }

  @Test func `the longest backoff is twenty seconds`() {
    var policy = AttemptPolicy(effect: .reads)
    var longest = Duration.zero
    for _ in 0..<100 {
      if case .again(let delay) = policy.failed(.notSent, .connection, random: 1) {
        longest = max(longest, delay)
      }
    }
    #expect(longest <= .seconds(20))
    #expect(longest > .zero)
  }

  @Test func `repeats cost at most a fifth of the operations, and ten are always there`() {
    var budget = RetryBudget()
    budget.began()
    let few = (0..<12).map { _ in budget.take() }
    #expect(few == [Bool](repeating: true, count: 10) + [false, false])
    #expect(budget.isSpent)

    var large = RetryBudget()
    for _ in 0..<500 { large.began() }
    #expect((0..<101).filter { _ in large.take() }.count == 100)
  }
}
