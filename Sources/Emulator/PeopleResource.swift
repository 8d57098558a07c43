/// `/me/`, `/user/` and `/user/{id}/`.
enum PeopleResource {
  /// The most that `_limit` may ask for.
  ///
  /// Close does not publish it; clients are seen to use 1000.
  static let maximumLimit = 1000

  @Sendable static func me(_ rest: ArraySlice<Substring>) -> Router.Path? {
    guard rest.isEmpty else { return nil }
    return Router.Path(get: { call, state in .json(200, state.meDocument(call.person)) })
  }

  @Sendable static func users(_ rest: ArraySlice<Substring>) -> Router.Path? {
    switch rest.count {
    case 0: return Router.Path(get: list)
    case 1:
      let id = rest.first.map(String.init) ?? ""
      return Router.Path(get: { call, state throws(Refusal) in
        guard let person = state.roster.person(withID: id) else { throw .noSuch("User") }
        return .json(200, state.userDocument(person))
      })
    default: return nil
    }
  }

  /// The members of the organisation; those who have left are only among its inactive memberships.
  @Sendable private static func list(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let limit = try number("_limit", in: call.query, default: 100)
    let skip = try number("_skip", in: call.query, default: 0)
    guard limit <= maximumLimit else {
      throw .plain(
        400,
        "The limit you set is larger than the maximum limit for this resource "
          + "(max_limit = \(maximumLimit)).")
    }
    let rest = state.roster.active.dropFirst(skip)
    return .json(
      200,
      [
        "data": .array(rest.prefix(limit).map { state.userDocument($0) }),
        "has_more": .bool(rest.count > limit),
      ])
  }

  /// A paging parameter; the sentences are flask-mongorest's.
  private static func number(
    _ name: String, in query: Query, default standard: Int
  ) throws(Refusal) -> Int {
    guard let text = query[name] else { return standard }
    guard let number = Int(text) else {
      throw .plain(400, "\(name) must be an integer (got \"\(text)\" instead).")
    }
    guard number >= 0 else {
      throw .plain(400, "\(name) must be a non-negative integer (got \"\(number)\" instead).")
    }
    return number
  }
}
