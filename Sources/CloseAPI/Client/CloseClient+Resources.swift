extension CloseClient {
  /// Sends a request for any resource that Close's documentation lists, besides Send As.
  /// - Returns: the answer's JSON; nil where it had no body, as after most deletions.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/ambiguous`` when a POST that may have made
  ///   something got no clear answer, and it is not sent again by itself; of kind
  ///   ``CloseError/Kind/badArgument`` for paths of Send As.
  public func send(_ request: ResourceRequest) async throws(CloseError) -> JSONValue? {
    let closeRequest = try request.closeRequest()
    let isAskedAgain = closeRequest.effect != .adds && request.method != .delete
    let (answer, json) = try await answer(to: closeRequest, isAskedAgain: isAskedAgain)
    guard !answer.body.isEmpty else { return nil }
    do {
      return try json.get()
    } catch {
      // Deletions are answered with anything or nothing.
      if request.method == .delete { return nil }
      throw CloseError(
        unreadable: answer, to: closeRequest, baseURL: transport.baseURL, identity: identity, error)
    }
  }

  /// Reads an object or one page of a list.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/unexpectedAnswer`` where there is no body.
  public func get(
    _ path: ResourcePath, query: ResourceQuery = [:]
  ) async throws(CloseError) -> JSONValue {
    let request = ResourceRequest(.get, path, query: query)
    guard let json = try await send(request) else {
      throw CloseError(
        .unexpectedAnswer, "Close answered without a body.", operation: "GET \(path)",
        identity: identity)
    }
    return json
  }

  /// Makes an object.
  /// - Throws: the same as ``send(_:)``.
  public func post(
    _ path: ResourcePath, _ body: JSONValue
  ) async throws(CloseError) -> JSONValue? {
    try await send(ResourceRequest(.post, path, body: body))
  }

  /// Changes the fields that the body names.
  /// - Throws: the same as ``send(_:)``.
  public func put(
    _ path: ResourcePath, _ body: JSONValue
  ) async throws(CloseError) -> JSONValue? {
    try await send(ResourceRequest(.put, path, body: body))
  }

  /// Deletes an object.
  /// - Throws: the same as ``send(_:)``.
  public func delete(_ path: ResourcePath) async throws(CloseError) {
    _ = try await send(ResourceRequest(.delete, path))
  }

  /// A list of any resource, page by page as they are taken.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` for a `_skip` that is no number.
  public func pages(
    of path: ResourcePath, query: ResourceQuery = [:]
  ) throws(CloseError) -> ResourcePages {
    ResourcePages(
      client: self, pager: try ResourcePager(ResourceRequest(.get, path, query: query)))
  }
}

/// The pages of a list of any resource, each asked for when the one before has been used.
public struct ResourcePages: AsyncSequence, Sendable {
  /// The entries of one page.
  public typealias Element = [JSONValue]
  /// Lists fail like all requests.
  public typealias Failure = CloseError

  fileprivate let client: CloseClient
  fileprivate let pager: ResourcePager

  /// Begins with the first page.
  public func makeAsyncIterator() -> Iterator { Iterator(client: client, pager: pager) }

  /// Goes from page to page.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let client: CloseClient
    fileprivate var pager: ResourcePager

    /// The next page; nil after the last.
    /// - Throws: ``CloseError``.
    public mutating func next() async throws(CloseError) -> [JSONValue]? {
      guard let request = pager.next else { return nil }
      return try pager.take(try await client.send(request))
    }
  }
}
