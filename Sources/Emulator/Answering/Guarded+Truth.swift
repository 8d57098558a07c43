/// A change and when it was made.
struct ChangeRecord: Sendable, Hashable {
  let time: Duration
  /// The number of the request that made it.
  let request: Int
  let change: WorldChange
}

extension CloseEmulator.Guarded {
  /// Everything that is so, and how it came about: what a test compares a client's belief with.
  ///
  /// It holds no credential.
  var truth: JSONValue {
    [
      "organization": [
        "id": .string(state.organization.id), "name": .string(state.organization.name),
      ],
      "people": .array(
        state.roster.people.map {
          [
            "email": .string($0.email), "id": .string($0.id), "inactive": .bool($0.isInactive),
            "role": .string($0.role),
          ]
        }),
      "associations": .array(
        state.book.all.map { row in
          [
            "allowed": .string(state.roster[row.allowed].email),
            "allowing": .string(state.roster[row.allowing].email), "id": .string(row.id),
          ]
        }),
      "changes": .array(changes.elements.map(\.document)),
      "requests": .array(log.records.enumerated().map { $1.document(number: first + $0) }),
      "request_count": .integer(log.total),
      "throttled": [
        "count": .integer(log.throttled), "at_ingress": .integer(limiter.denialsAtEdge),
        "buckets": .array(buckets),
      ],
    ]
  }

  /// The number of the oldest request that is remembered.
  private var first: Int { log.total - log.records.count + 1 }

  private var buckets: [JSONValue] {
    limiter.denials.map { bucket, count -> (String, JSONValue) in
      let owner = state.roster.person(withKey: bucket.owner).map { state.roster[$0].email }
      return (
        "\(bucket.side) \(bucket.group.name) \(owner ?? "")",
        [
          "denied": .integer(count), "group": .string(bucket.group.name),
          "owner": .string(owner ?? bucket.owner), "side": .string("\(bucket.side)"),
        ]
      )
    }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

extension ChangeRecord {
  fileprivate var document: JSONValue {
    let (kind, rest): (String, [JSONValue.Member]) =
      switch change {
      case .granted(let id, let allowing, let allowed):
        (
          "granted",
          [
            .init(key: "id", value: .string(id)),
            .init(key: "allowing", value: .string(allowing)),
            .init(key: "allowed", value: .string(allowed)),
          ]
        )
      case .revoked(let id): ("revoked", [.init(key: "id", value: .string(id))])
      case .member(let person):
        (
          "member",
          [
            .init(key: "email", value: .string(person.email)),
            .init(key: "inactive", value: .bool(person.isInactive)),
            .init(key: "role", value: .string(person.role)),
          ]
        )
      case .tokenGiven(let token): ("token_given", Self.members(of: token))
      case .tokenEnded(let token): ("token_ended", Self.members(of: token))
      }
    return .object(
      [
        .init(key: "kind", value: .string(kind)),
        .init(key: "request", value: .integer(request)),
        .init(key: "time", value: .number(time / .seconds(1))),
      ] + rest)
  }

  private static func members(of token: World.Token) -> [JSONValue.Member] {
    [
      .init(key: "client_id", value: .string(token.client)),
      .init(key: "type", value: token.end == nil ? "refresh" : "access"),
      .init(key: "user_id", value: .string(token.userID)),
    ]
  }
}

extension RequestRecord {
  fileprivate func document(number: Int) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init(key: "number", value: .integer(number)),
      .init(key: "time", value: .number(time / .seconds(1))),
      .init(key: "method", value: .string(method)),
      .init(key: "path", value: .string(path)),
      .init(key: "query", value: .string(query)),
      .init(key: "status", value: .integer(status)),
    ]
    let texts = [
      ("person", person), ("reason", reason), ("denied_by", deniedBy?.rawValue), ("fault", fault),
    ]
    for (key, text) in texts {
      if let text { members.append(.init(key: key, value: .string(text))) }
    }
    return .object(members)
  }
}
