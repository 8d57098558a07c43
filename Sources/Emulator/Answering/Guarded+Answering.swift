extension CloseEmulator.Guarded {
  /// Answers a request and notes in its record who asked and why they were refused.
  mutating func answerFaithfully(
    _ exchange: Exchange, draw: FaultPlan.Draw, _ record: inout RequestRecord
  ) -> WireResponse {
    guard limiter.admitAtEdge(at: exchange.microseconds) else {
      record.deniedBy = .ingress
      return .atEdge(limit: limiter.limits.ingress ?? 0)
    }
    if case .oauth = exchange.resolution {
      return OAuthEndpoint.answer(exchange, at: epoch + record.time, on: &self, noting: &record)
    }
    if case .slashMissing = exchange.resolution {
      // Before authentication, like the URL map that makes it.
      return .redirect(exchange, state.options)
    }
    switch identify(exchange.credential, at: record.time) {
    case .person(let person, let owner):
      record.person = state.roster[person].email
      let reading = limiter.admit(
        key: owner, organization: state.organization.id, group: exchange.group,
        at: exchange.microseconds)
      if let reading, !reading.isAllowed {
        record.deniedBy = reading.side == .key ? .key : .organization
        return throttled(reading)
      }
      let call = Call(person: person, query: exchange.parsed.parameters, body: exchange.parsed.body)
      var response: WireResponse
      if exchange.parsed.method == "GET", var past = stateToRead(draw, at: record.time) {
        response = Self.perform(exchange.resolution, call, on: &past, noting: &record)
      } else {
        response = Self.perform(exchange.resolution, call, on: &state, noting: &record)
      }
      if let reading {
        response.headers += limiter.headers(draw.effect == .lie ? reading.untouched : reading)
      }
      return response
    case .nobody(let reason):
      if case .refused(let refusal) = exchange.resolution {
        record.reason = refusal.reason
        return .refusal(refusal)
      }
      let reading = limiter.admitStranger(group: exchange.group, at: exchange.microseconds)
      if let reading, !reading.isAllowed {
        record.deniedBy = .strangers
        return throttled(reading)
      }
      record.reason = reason
      let isForbidden = reason == Self.gone && state.options.inactiveKey == .forbidden
      var response = WireResponse.refusal(
        isForbidden ? .plain(403, "User is not active.") : .unauthorized)
      if let reading { response.headers += limiter.headers(reading) }
      return response
    }
  }

  /// Who asks, and under what name their requests are counted; or why nobody is known.
  private enum Identification {
    case person(Roster.Index, owner: String)
    case nobody(String)
  }

  private static let gone = "the person has left"

  private func identify(_ credential: Credentials?, at time: Duration) -> Identification {
    switch credential {
    case nil: return .nobody("no credential that can be read")
    case .key(let key):
      guard let person = state.roster.person(withKey: key) else { return .nobody("unknown key") }
      return state.roster[person].isInactive ? .nobody(Self.gone) : .person(person, owner: key)
    case .token(let token):
      guard let grant = oauth.grant(token, at: epoch + time),
        let person = state.roster.person(withID: grant.userID)
      else { return .nobody("unknown or expired token") }
      return state.roster[person].isInactive
        ? .nobody(Self.gone) : .person(person, owner: "\(grant.client) \(grant.userID)")
    }
  }

  private static func perform(
    _ resolution: Router.Resolution, _ call: Call, on state: inout OrganizationState,
    noting record: inout RequestRecord
  ) -> WireResponse {
    do throws(Refusal) {
      switch resolution {
      case .refused(let refusal): throw refusal
      case .slashMissing, .oauth: throw .unknownURL
      case .operation(let operation):
        switch try operation(call, &state) {
        case .json(let status, let document): return .json(status, document)
        case .document(let document):
          return .json(200, document.selecting(call.query["_fields"]))
        case .created(let document, let place):
          var response = WireResponse.json(201, document)
          if state.options.locationHeader == .present {
            response.headers.append(.init(name: "Location", value: place))
          }
          return response
        case .empty(let status): return WireResponse(status: status, headers: [], body: [])
        }
      }
    } catch {
      record.reason = error.reason
      return .refusal(error)
    }
  }

  /// A 429 of one of the buckets.
  private func throttled(_ reading: Limiter.Reading) -> WireResponse {
    let text = "API call count exceeded for this period"
    var response: WireResponse
    switch state.options.throttledBody {
    case .error: response = .json(429, ["error": .string(text)])
    case .empty: response = WireResponse(status: 429, headers: [], body: [])
    case .details:
      response = .json(
        429,
        [
          "error": [
            "message": .string(text), "rate_limit": .integer(reading.limit),
            "rate_limit_type": reading.side == .organization ? "org" : "key",
            "rate_reset": .number(Double(reading.microsecondsLeft) / 1_000_000),
            "rate_window": .integer(limiter.limits.window),
          ]
        ])
    }
    response.headers.append(.init(name: "Retry-After", value: "\(Limiter.seconds(reading))"))
    response.headers += limiter.headers(reading)
    return response
  }
}

extension WireResponse {
  static func json(_ status: Int, _ document: JSONValue) -> WireResponse {
    WireResponse(
      status: status, headers: [Header(name: "Content-Type", value: "application/json")],
      body: document.compactText)
  }

  static func refusal(_ refusal: Refusal) -> WireResponse {
    var response = json(refusal.status, refusal.body)
    response.headers += refusal.headers
    return response
  }

  /// The path, a slash and the same query, at the host that was asked.
  fileprivate static func redirect(_ exchange: Exchange, _ options: WorldOptions) -> WireResponse {
    guard let status = Int(options.missingSlash.rawValue), status < 400 else {
      return .refusal(.unknownURL)
    }
    let host =
      options.slashLocation == .absolute ? "http://\(exchange.request.host ?? "127.0.0.1")" : ""
    let location =
      "\(host)\(exchange.path)/" + (exchange.query.isEmpty ? "" : "?\(exchange.query)")
    return WireResponse(
      status: status, headers: [Header(name: "Location", value: location)], body: [])
  }

  /// The 429 of Envoy in front of Close: its own headers, and no JSON.
  fileprivate static func atEdge(limit: Int) -> WireResponse {
    WireResponse(
      status: 429,
      headers: [
        Header(name: "Content-Type", value: "text/plain"),
        Header(name: "Retry-After", value: "1"),
        Header(name: "ratelimit-limit", value: "\(limit)"),
        Header(name: "ratelimit-remaining", value: "0"),
        Header(name: "ratelimit-reset", value: "1"),
        Header(name: "x-ratelimit-limit", value: "\(limit), \(limit);w=1"),
        Header(name: "x-ratelimit-reset", value: "1"),
      ], body: Array("local_rate_limited".utf8))
  }
}
