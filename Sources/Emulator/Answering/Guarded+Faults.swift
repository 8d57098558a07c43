extension CloseEmulator.Guarded {
  /// Puts other faults in the place of those in force.
  mutating func set(_ faults: [Fault], seed: UInt64) {
    self.faults = FaultPlan(faults, seed: seed)
    lagging = [:]
    for case .stale(let lag) in faults.map(\.effect) {
      lagging[lag] = LaggingState(state, lag: lag)
    }
  }

  /// Answers a request as Close would, or as the faults have it.
  mutating func answer(_ exchange: Exchange, _ record: inout RequestRecord) -> WireResponse {
    guard !faults.faults.isEmpty else {
      return answerFaithfully(exchange, draw: FaultPlan.Draw(), &record)
    }
    let path = exchange.path.hasPrefix("/api/v1") ? exchange.path.dropFirst(7) : exchange.path
    let draw = faults.draw(method: exchange.parsed.method, path: path)
    if !draw.rules.isEmpty { record.fault = draw.rules.joined(separator: "; ") }
    var response = answer(exchange, struckBy: draw, &record)
    response.delay = draw.delay
    return response
  }

  private mutating func answer(
    _ exchange: Exchange, struckBy draw: FaultPlan.Draw, _ record: inout RequestRecord
  ) -> WireResponse {
    switch draw.effect {
    case .status(let status, let retryAfter, let afterChange):
      if afterChange { _ = answerFaithfully(exchange, draw: draw, &record) }
      return .fault(status, retryAfter: retryAfter)
    case .reset(let afterChange):
      if afterChange { _ = answerFaithfully(exchange, draw: draw, &record) }
      var response = WireResponse(status: 0, headers: [], body: [])
      response.delivery = .reset
      return response
    case .html(let status): return .page(status)
    case .half:
      var response = answerFaithfully(exchange, draw: draw, &record)
      response.delivery = .half
      return response
    case .drip(let pause):
      var response = answerFaithfully(exchange, draw: draw, &record)
      response.delivery = .drip(pause)
      return response
    case .invalidJSON:
      var response = answerFaithfully(exchange, draw: draw, &record)
      // A 204 cannot have a body to be wrong.
      if response.body.isEmpty { response = .json(200, [:]) }
      response.body[response.body.count - 1] = UInt8(ascii: ",")
      return response
    case .stale, .lie, .latency, nil: return answerFaithfully(exchange, draw: draw, &record)
    }
  }

  /// The state that a read sees.
  mutating func stateToRead(_ draw: FaultPlan.Draw, at time: Duration) -> OrganizationState? {
    guard case .stale(let lag) = draw.effect else { return nil }
    lagging[lag]?.advance(to: time)
    return lagging[lag]?.state
  }

  /// Hands over the changes that were made, after everybody here who needs them has had them.
  mutating func takeChanges(at time: Duration) -> [WorldChange] {
    let made = state.takeChanges() + oauth.takeChanges()
    for change in made {
      changes.add(ChangeRecord(time: time, request: log.total, change: change))
      for lag in lagging.keys { lagging[lag]?.note(change, at: time) }
    }
    return made
  }
}

extension WireResponse {
  fileprivate static func fault(_ status: Int, retryAfter: Int?) -> WireResponse {
    var response = json(status, ["error": .string(reasons[status] ?? "Error")])
    if let retryAfter {
      response.headers.append(Header(name: "Retry-After", value: "\(retryAfter)"))
    }
    return response
  }

  /// What a gateway in front of a server sends.
  fileprivate static func page(_ status: Int) -> WireResponse {
    let title = "\(status) \(reasons[status] ?? "Error")"
    let page =
      "<html>\r\n<head><title>\(title)</title></head>\r\n"
      + "<body>\r\n<center><h1>\(title)</h1></center>\r\n</body>\r\n</html>\r\n"
    return WireResponse(
      status: status, headers: [Header(name: "Content-Type", value: "text/html")],
      body: Array(page.utf8))
  }

  private static let reasons = [
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
  ]
}
