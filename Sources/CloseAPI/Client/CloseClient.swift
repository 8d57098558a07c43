/// Close as one person sees it: the typed calls, made with that person's credential.
///
/// A client is a value and costs nothing; all of a program's clients share one ``CloseTransport``.
public struct CloseClient: Sendable {
  /// The credential's owner, where the caller knows; the guard against speaking for somebody else.
  public let userID: UserID?
  let transport: CloseTransport
  private(set) var sender: Sender

  /// Makes a client.
  /// - Parameters:
  ///   - credential: the key that is sent.
  ///   - transport: the way to Close.
  ///   - organization: the credential's organisation, whose rate limit its requests share.
  ///   - userID: whose credential it is; with it, requests that speak for somebody else are refused
  ///     before they are sent.
  ///   - identity: the person as people know them, for messages: a profile's name, an email.
  ///     Without it the user id, or the credential's public name.
  public init(
    credential: Credential, transport: CloseTransport, organization: OrganizationID? = nil,
    userID: UserID? = nil, identity: String? = nil
  ) {
    self.transport = transport
    self.userID = userID
    sender = Sender(
      credential: credential, organization: organization,
      identity: identity ?? userID?.rawValue ?? credential.name)
  }

  /// The person as people know them, for messages.
  public var identity: String { sender.identity }

  /// The same client, whose requests go before others of this program, or after them.
  ///
  /// - Parameters:
  ///   - priority: whom they should not keep waiting; nil for what the client has.
  ///   - following: how many more can only leave after the next one was answered: of equal priority
  ///     the longest chain goes first.
  /// - Returns: a client for the same person.
  public func sending(
    _ priority: RequestPriority? = nil, following: Int = 0
  ) -> CloseClient {
    var client = self
    client.sender.priority = priority ?? sender.priority
    client.sender.following = following
    return client
  }

  /// The same client, whose next request counts as begun from now on, and not only when it has come to
  /// the transport: who counts what is left to do sees it in one place or the other at any time.
  package func counted() -> CloseClient {
    var client = self
    client.sender.counted = transport.countRequest()
    return client
  }

  /// Sends a request and reads its answer's JSON: straight from the bytes where that can be done and
  /// the answer is of the usual form, else from a value made of it.
  func read<Value>(
    _ request: CloseRequest,
    directly: ((inout JSONMembers) throws(CloseError) -> Value?)? = nil,
    _ decode: (JSONValue) throws(CloseError) -> Value
  ) async throws(CloseError) -> Value {
    let first = try await transport.send(request, as: sender)
    if let directly, let value = Self.value(of: first, directly) { return value }
    let (answer, json) = try await parsed(first, of: request, isAskedAgain: request.isRead)
    do {
      return try decode(json.get())
    } catch {
      throw CloseError(
        unreadable: answer, to: request, baseURL: transport.baseURL, identity: sender.identity,
        error)
    }
  }

  private static func value<Value>(
    of answer: CloseAnswer, _ directly: (inout JSONMembers) throws(CloseError) -> Value?
  ) -> Value? {
    var members = JSONMembers(answer.body)
    // Whatever is wrong with it is found again when it is read the usual way, and told then.
    guard let value = try? directly(&members), (try? members.end()) != nil else { return nil }
    return value
  }

  /// Sends a request and parses its answer; where it may be asked for again, once more if the first
  /// was no JSON.
  func answer(
    to request: CloseRequest, isAskedAgain: Bool
  ) async throws(CloseError) -> (CloseAnswer, Result<JSONValue, CloseError>) {
    let first = try await transport.send(request, as: sender)
    return try await parsed(first, of: request, isAskedAgain: isAskedAgain)
  }

  /// Parses an answer; where that fails and it may be asked for again, a second one.
  ///
  /// Something on the way may have garbled the first. What is wrong with the second is lasting.
  private func parsed(
    _ first: CloseAnswer, of request: CloseRequest, isAskedAgain: Bool
  ) async throws(CloseError) -> (CloseAnswer, Result<JSONValue, CloseError>) {
    let json = Self.json(of: first)
    guard isAskedAgain, !first.body.isEmpty, case .failure = json else { return (first, json) }
    var second = try await transport.send(request, as: sender)
    second.attempts += first.attempts
    return (second, Self.json(of: second))
  }

  private static func json(of answer: CloseAnswer) -> Result<JSONValue, CloseError> {
    do throws(CloseError) { return .success(try JSONValue(parsing: answer.body)) } catch {
      return .failure(error)
    }
  }

  /// Sends a request whose successful answer may have any body or none: deletions are answered
  /// with 204, with 200 and nothing, or with 200 and `{}`, depending on the page of Close's
  /// documentation.
  func write(_ request: CloseRequest) async throws(CloseError) {
    _ = try await transport.send(request, as: sender)
  }

  /// - Throws: ``CloseError`` of kind `wrong_identity` unless one of the people is the credential's
  ///   owner, as far as that is known.
  func check(
    _ people: [UserID], of request: CloseRequest, advice: String
  ) throws(CloseError) {
    guard let userID, !people.contains(userID) else { return }
    let others = people.map(\.rawValue).joined(separator: ", ")
    throw CloseError(
      .wrongIdentity,
      "The credential of \(sender.identity) belongs to \(userID) and cannot speak for \(others). "
        + advice,
      operation: request.operation, identity: sender.identity)
  }
}
