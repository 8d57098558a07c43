import Synchronization

extension CloseEmulator {
  /// Answers one request without a socket, exactly as the server would.
  ///
  /// A `HEAD` is answered like a `GET`, body and all; leaving the body out is the socket's part.
  package func respond(to request: WireRequest) -> WireResponse {
    let parts = request.target.split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let (path, query) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    let method = request.method == "HEAD" ? "GET" : request.method
    let (resolution, group) = Router.resolve(method: method, path: path)
    let key = BasicCredential.key(in: request.authorization)
    // Parsed before the lock is taken, so that a large body holds up nobody else.
    let (body, parameters) = (Call.body(of: request), Query(query))

    var record = RequestRecord(
      time: .zero, method: request.method, path: Self.remembered(path),
      query: Self.remembered(query), status: 0)
    return guarded.withLock { guarded in
      // Inside the lock, so that the limiter and the log see time go forward only.
      record.time = elapsed()
      let person = key.flatMap { guarded.state.roster.person(withKey: $0) }
      record.person = person.map { guarded.state.roster[$0].email }
      var response: WireResponse
      if case .slashMissing = resolution {
        // Before authentication, like the URL map that makes it.
        response = Self.redirect(request, path: path, query: query)
      } else if let person, let key {
        let reading = guarded.limiter.admit(
          key: key, organization: guarded.state.organization.id, group: group,
          at: Self.microseconds(record.time))
        if let reading, !reading.isAllowed {
          record.deniedBy = reading.side == .key ? .key : .organization
          response = Self.throttled(reading)
        } else {
          let call = Call(person: person, query: parameters, body: body)
          response = Self.perform(resolution, call, on: &guarded.state)
        }
        if let reading { response.headers.append(Self.rateLimit(reading)) }
      } else if case .refused(let refusal) = resolution {
        response = Self.response(refusal)
      } else {
        response = Self.response(.unauthorized)
      }
      record.status = response.status
      guarded.log.add(record)
      for change in guarded.state.takeChanges() { onChange?(change) }
      return response
    }
  }

  /// As much of a text as the log keeps: Close's own guideline for a whole URL.
  ///
  /// A client that sends longer ones must not fill the memory.
  private static func remembered(_ text: Substring) -> String {
    String(text.prefix(2_000))
  }

  private static func perform(
    _ resolution: Router.Resolution, _ call: Call, on state: inout OrganizationState
  ) -> WireResponse {
    do throws(Refusal) {
      switch resolution {
      case .refused(let refusal): throw refusal
      case .slashMissing: throw .unknownURL
      case .operation(let operation):
        switch try operation(call, &state) {
        case .json(let status, let document): return json(status, document)
        case .noContent: return WireResponse(status: 204, headers: [], body: [])
        }
      }
    } catch {
      return response(error)
    }
  }

  private static func json(_ status: Int, _ document: JSONValue) -> WireResponse {
    WireResponse(
      status: status,
      headers: [WireResponse.Header(name: "Content-Type", value: "application/json")],
      body: document.compactText)
  }

  private static func response(_ refusal: Refusal) -> WireResponse {
    var response = json(refusal.status, refusal.body)
    response.headers += refusal.headers
    return response
  }

  /// 308 keeps the method; the path, a slash and the same query at the host that was asked.
  private static func redirect(
    _ request: WireRequest, path: Substring, query: Substring
  ) -> WireResponse {
    let location =
      "http://\(request.host ?? "127.0.0.1")\(path)/" + (query.isEmpty ? "" : "?\(query)")
    return WireResponse(
      status: 308, headers: [WireResponse.Header(name: "Location", value: location)], body: [])
  }

  private static func throttled(_ reading: Limiter.Reading) -> WireResponse {
    var response = json(429, ["error": "API call count exceeded for this period"])
    let seconds = (reading.microsecondsLeft + 999_999) / 1_000_000
    response.headers.append(WireResponse.Header(name: "Retry-After", value: String(seconds)))
    return response
  }

  /// `limit=160, remaining=159, reset=7.75`, the seconds with as many digits as they need.
  private static func rateLimit(_ reading: Limiter.Reading) -> WireResponse.Header {
    let (seconds, rest) = reading.microsecondsLeft.quotientAndRemainder(dividingBy: 1_000_000)
    var reset = String(seconds)
    if rest > 0 {
      var digits = String(1_000_000 + rest).dropFirst()
      while digits.hasSuffix("0") { digits.removeLast() }
      reset += ".\(digits)"
    }
    return WireResponse.Header(
      name: "RateLimit",
      value: "limit=\(reading.limit), remaining=\(reading.remaining), reset=\(reset)")
  }

  /// Microseconds for the limiter, counted from long ago as Redis does: a new bucket takes its
  /// refresh at 0 for past, and its first window begins now.
  private static func microseconds(_ time: Duration) -> Int64 {
    let (seconds, attoseconds) = time.components
    return (1_700_000_000 + seconds) * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}
