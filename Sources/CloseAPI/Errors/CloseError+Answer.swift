extension CloseError {
  /// The error that an answer other than success stands for.
  init(_ answer: CloseAnswer, to request: CloseRequest, from sender: Sender, baseURL: BaseURL) {
    let complaint = Complaint(answer)
    let kind = Self.kind(of: answer, complaint, isRead: request.isRead)
    let said =
      complaint == nil && !answer.body.isEmpty
      ? " The answer was not Close's own: \(answer.summary)."
      : complaint?.text.map { " Close says: \($0)" } ?? ""
    let message =
      switch kind {
      case .unauthorized:
        "Close does not accept \(sender.credential.refusal(of: sender.identity))\(said)"
      case .forbidden:
        "\(sender.identity) may not do this. Check the person's role and whether the change is "
          + "theirs to make: only the allowing user grants and revokes.\(said)"
      case .notFound:
        "There is no such object, or \(sender.identity) has no access to it. Check the id.\(said)"
      case .rateLimited:
        "Close kept answering 'too many requests' after \(AttemptPolicy.mostThrottles) waits. "
          + "Another program may be using up the limit; try later.\(said)"
      case .unavailable:
        "Close cannot answer now (status \(answer.status)). Try again later.\(said)"
      case .ambiguous:
        "Close failed with status \(answer.status) after it had received the change: it may or may "
          + "not have been made. Read back before sending it again.\(said)"
      case .invalid:
        answer.status == 405
          ? "Close does not offer \(request.operation); check the method and the path.\(said)"
          : answer.status == 402
            ? "The organization's plan does not allow more of this; ask its administrator.\(said)"
            : "Close refuses the request: \(complaint?.text ?? "no reason given (\(answer.summary))")"
      default:
        Self.unexpected(answer, baseURL)
      }
    self.init(
      kind, message, status: answer.status, fieldErrors: complaint?.fieldErrors ?? [:],
      errors: complaint?.errors ?? [])
  }

  private static func kind(
    of answer: CloseAnswer, _ complaint: Complaint?, isRead: Bool
  ) -> Kind {
    switch answer.status {
    case 401: .unauthorized
    case 403: .forbidden
    case 429: .rateLimited
    case 500...: isRead ? .unavailable : .ambiguous
    // A page from somebody else at the wrong address is no proof that an object is missing.
    case 404: complaint == nil && !answer.body.isEmpty ? .unexpectedAnswer : .notFound
    case 405, 406, 415: complaint == nil ? .unexpectedAnswer : .invalid
    case 400..<500: complaint == nil && !answer.body.isEmpty ? .unexpectedAnswer : .invalid
    default: .unexpectedAnswer
    }
  }

  private static func unexpected(_ answer: CloseAnswer, _ baseURL: BaseURL) -> String {
    if 300..<400 ~= answer.status {
      let place = answer.head.header("Location").map { " to \($0)" } ?? ""
      return
        "\(baseURL) answered with a redirect (status \(answer.status))\(place), and redirects are "
        + "never followed, because the key would travel along. Check the base URL."
    }
    return "\(baseURL) did not answer as Close does (\(answer.summary)). Check the base URL."
  }

  /// The error of an exchange that brought no answer.
  init(_ failure: ExchangeFailure, _ kind: Kind, from place: String) {
    let fate =
      switch kind {
      case .ambiguous:
        " The change may or may not have been made; read back before sending it again."
      default: failure.reach == .notSent ? " Nothing was sent." : ""
      }
    let advice = failure.advice.isEmpty ? "" : " \(failure.advice)"
    self.init(
      kind, "No answer from \(place): \(failure.problem).\(fate)\(advice)",
      status: failure.head?.status)
  }

  /// The error of a successful answer whose content is not what was promised.
  ///
  /// For a change this says nothing about whether it was made, so it is ambiguous.
  init(
    unreadable answer: CloseAnswer, to request: CloseRequest, baseURL: BaseURL, identity: String,
    _ why: CloseError
  ) {
    let fate = request.isRead ? "" : " The change may have been made; read back."
    self.init(
      request.isRead ? .unexpectedAnswer : .ambiguous,
      "\(why.message) It came from \(baseURL) with \(answer.summary).\(fate)",
      status: answer.status, operation: request.operation, identity: identity,
      attempts: answer.attempts, cause: why)
  }
}
