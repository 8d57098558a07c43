import Pacing
import Synchronization

// One request on its way: as often as it may be sent, and no longer than it may take.
extension CloseTransport {
  /// Sends one request as often as ``AttemptPolicy``, the retry budget and the deadline of an
  /// operation allow, and returns a successful answer.
  func send(_ request: CloseRequest, as sender: Sender) async throws(CloseError) -> CloseAnswer {
    let wire = try WireForm(request, baseURL: baseURL)
    if sender.counted?.take() != true { budget.withLock { $0.began() } }
    var attempt = Attempt(request, wire, deadline: operationDeadline)
    while true {
      do {
        switch try await once(&attempt, as: sender) {
        case .finished(var answer):
          answer.attempts = attempt.policy.attempts
          return answer
        case .again(let delay):
          try await wait(delay)
          attempt.spent += delay
        }
      } catch {
        let told = error.kind == .cancelled && attempt.policy.isOpen ? Self.abandoned : error
        throw told.located(in: request, for: sender, attempts: attempt.policy.attempts)
      }
    }
  }

  /// What is known of a request between its tries.
  private struct Attempt {
    let request: CloseRequest
    let wire: WireForm
    let deadline: Duration
    var policy: AttemptPolicy
    /// How long its tries and the pauses between them took; waiting for the rate limit is not
    /// counted.
    var spent = Duration.zero
    /// The token of a login that was not accepted.
    var refusedToken: String?

    init(_ request: CloseRequest, _ wire: WireForm, deadline: Duration) {
      (self.request, self.wire, self.deadline) = (request, wire, deadline)
      policy = AttemptPolicy(effect: request.effect, isDeletion: request.method == .delete)
    }
  }

  private enum Progress {
    case finished(CloseAnswer)
    case again(after: Duration)
  }

  private func once(
    _ attempt: inout Attempt, as sender: Sender
  ) async throws(CloseError) -> Progress {
    let wished = elapsed()
    let permit: Permit? =
      if let pacer { try await permit(from: pacer, attempt.request, sender) } else { nil }
    // A key needs no waiting: most requests are spared the call.
    let authorization =
      if let header = sender.credential.header, !Task.isCancelled { header } else {
        try await authorization(for: attempt, sender, permit)
      }
    let left = elapsed()
    let answer: CloseAnswer
    do {
      answer = try await exchange.send(
        method: attempt.wire.method, url: attempt.wire.url,
        headers: headers(for: attempt, authorization), body: attempt.wire.body,
        within: attempt.deadline - attempt.spent)
    } catch {
      if let permit { await settle(permit, error.head, wasSent: error.reach == .unknown) }
      attempt.spent += elapsed() - left
      tell(of: attempt, for: sender, error.head, error.problem, wished: wished, left: left)
      let decision = attempt.policy.failed(
        error.reach, error.kind, isLasting: error.isLasting, random: random())
      switch decision {
      case .giveUp(let kind): throw CloseError(error, kind, from: place)
      case .deliver, .done: throw CloseError(error, error.kind, from: place)
      case .again(let delay):
        guard let limit = refusal(of: delay, attempt) else { return .again(after: delay) }
        let kind = attempt.policy.lastWord(error.kind)
        throw CloseError(error, kind, from: place).adding(limit)
      }
    }
    if let permit { await settle(permit, answer.head, wasSent: true) }
    attempt.spent += elapsed() - left
    tell(of: attempt, for: sender, answer.head, nil, wished: wished, left: left)
    if answer.status == 401, sender.credential.isRenewable, attempt.refusedToken == nil {
      // Not processed, so it can be sent again whatever it is: once, with another token.
      attempt.refusedToken = String(authorization.dropFirst("Bearer ".count))
      return .again(after: .zero)
    }
    let decision = attempt.policy.answered(
      answer.status, retryAfter: answer.retryAfter, random: random())
    switch decision {
    case .done: return .finished(CloseAnswer(head: AnswerHead(status: 204, headers: []), body: []))
    case .again(let delay) where answer.status == 429: return .again(after: delay)
    case .again(let delay):
      guard let limit = refusal(of: delay, attempt) else { return .again(after: delay) }
      throw failure(answer, attempt, sender).adding(limit)
    case .deliver, .giveUp:
      if 200..<300 ~= answer.status { return .finished(answer) }
      throw failure(answer, attempt, sender)
    }
  }

  private func tell(
    of attempt: Attempt, for sender: Sender, _ head: AnswerHead?, _ problem: String?,
    wished: Duration, left: Duration
  ) {
    guard let trace else { return }
    trace(
      RequestTrace(
        method: attempt.wire.method,
        target: attempt.request.path + (attempt.wire.override == nil ? attempt.request.query : ""),
        identity: sender.identity, attempt: attempt.policy.attempts + 1, status: head?.status,
        problem: problem, waited: left - wished, duration: elapsed() - left,
        limits: RequestTrace.limits(in: head)))
  }

  private func failure(
    _ answer: CloseAnswer, _ attempt: Attempt, _ sender: Sender
  ) -> CloseError {
    CloseError(answer, to: attempt.request, from: sender, baseURL: baseURL)
  }

  /// Why a repeat after this pause may not leave, as a sentence; nil when it may.
  private func refusal(of delay: Duration, _ attempt: Attempt) -> String? {
    guard attempt.spent + delay < attempt.deadline else {
      return "It was not tried again: an operation may take \(attempt.deadline.components.seconds)"
        + " seconds, without its waits for the rate limit."
    }
    guard budget.withLock({ $0.take() }) else {
      return "It was not tried again: too many requests have failed, and the budget for repeats is"
        + " spent."
    }
    return nil
  }

  private func permit(
    from pacer: Pacer, _ request: CloseRequest, _ sender: Sender
  ) async throws(CloseError) -> Permit {
    do {
      return try await pacer.permit(
        for: BucketKey(sender, group: request.group), priority: sender.priority.ofPermits,
        following: sender.following)
    } catch {
      throw Self.cancelled
    }
  }

  /// What the request carries, where it is not always the same; only now, because the wait for the
  /// permit may outlast a token.
  private func authorization(
    for attempt: Attempt, _ sender: Sender, _ permit: Permit?
  ) async throws(CloseError) -> String {
    do throws(CloseError) {
      let authorization = try await sender.credential.authorization(
        after: attempt.refusedToken, from: OAuthAuthority(self))
      // Who has gone by now has tried nothing: it would count as a try from here on.
      if Task.isCancelled { throw Self.cancelled }
      return authorization
    } catch {
      await permit?.unused()
      throw error
    }
  }

  /// Gives the pacer what the server said about its limits, or that it said nothing.
  private func settle(_ permit: Permit, _ head: AnswerHead?, wasSent: Bool) async {
    guard let head else { return wasSent ? await permit.lost() : await permit.unused() }
    await permit.answered(
      status: head.status, reading: RateReading(status: head.status, headers: head.headers))
  }

  private func wait(_ delay: Duration) async throws(CloseError) {
    guard delay > .zero else { return }
    do {
      try await clock.sleep(for: delay)
    } catch {
      throw Self.cancelled
    }
  }

  private func headers(
    for attempt: Attempt, _ authorization: String
  ) -> [(name: String, value: String)] {
    var headers = [
      (name: "Authorization", value: authorization),
      (name: "Accept", value: "application/json"),
      (name: "User-Agent", value: userAgent),
    ]
    if attempt.wire.body != nil {
      headers.append((name: "Content-Type", value: "application/json"))
    }
    if let method = attempt.wire.override {
      headers.append((name: "x-http-method-override", value: method))
    }
    if let offset = attempt.request.timezoneOffset {
      headers.append((name: "x-tz-offset", value: offset))
    }
    return headers
  }

  private static let cancelled = CloseError(
    .cancelled, "The request was cancelled before it was sent.")
  private static let abandoned = CloseError(
    .ambiguous,
    "The request was cancelled after a first try whose result is unknown: the change may or may not"
      + " have been made. Read back before sending it again.")
}
