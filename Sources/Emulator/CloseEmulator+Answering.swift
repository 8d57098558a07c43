import Synchronization

extension CloseEmulator {
  /// Answers one request without a socket, exactly as the server would.
  ///
  /// A `HEAD` is answered like a `GET`, body and all; leaving the body out is the socket's part.
  package func respond(to request: WireRequest) -> WireResponse {
    let parts = request.target.split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let (path, query) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    if path.hasPrefix(ControlEndpoint.prefix) {
      return guarded.withLock { ControlEndpoint.answer(request, path: path, on: &$0) }
    }
    // Parsed before the lock is taken, so that a large body holds up nobody else.
    let parsed = ParsedRequest(request, query: query, options: options)
    let (resolution, group) = router.resolve(method: parsed.method, path: path)
    let credential = Credentials.presented(in: request.authorization)

    var record = RequestRecord(
      time: .zero, method: request.method, path: String(path), query: String(query), status: 0)
    return guarded.withLock { guarded in
      // Inside the lock, so that the limiter and the log see time go forward only.
      record.time = elapsed()
      let response = guarded.answer(
        Exchange(
          request: request, path: path, query: query, parsed: parsed, resolution: resolution,
          group: group, credential: credential, microseconds: Self.microseconds(record.time)),
        &record)
      record.status = response.status
      guarded.log.add(record)
      let changes = guarded.takeChanges(at: record.time)
      guard !changes.isEmpty else { return response }
      for change in changes { onChange?(change) }
      do throws(EmulatorError) {
        try store?.keep(changes, in: guarded.world)
      } catch {
        onStoreFailure?(error)
      }
      return response
    }
  }

  /// Microseconds for the limiter, counted from long ago as Redis does: a new bucket takes its
  /// refresh at 0 for past, and its first window begins now.
  private static func microseconds(_ time: Duration) -> Int64 {
    let (seconds, attoseconds) = time.components
    return (1_700_000_000 + seconds) * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}

/// A request with everything that can be known before the state is looked at.
struct Exchange {
  let request: WireRequest
  let path: Substring
  let query: Substring
  let parsed: ParsedRequest
  let resolution: Router.Resolution
  let group: EndpointGroup
  let credential: Credentials?
  let microseconds: Int64
}
