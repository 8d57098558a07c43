public import CloseAPI
public import Journal

// Outcomes and errors as the journal keeps them, there and back.
extension Outcome {
  /// What the journal keeps of it.
  ///
  /// - Parameters:
  ///   - allowing: In whose name it was asked for, as the row says.
  ///   - allowed: Whom a grant names, as the row says.
  /// - Returns: JSON text.
  func journaled(allowing: UserID, allowed: UserID?) -> String {
    let value: JSONValue =
      switch self {
      case .me(let me): .object([("id", .string(me.id.rawValue))])
      case .associations(let all): .object([("count", .integer(Int64(all.count)))])
      case .association(let association): association.json
      case .granted(let association, let isNew)
      where association.isPlain(allowing: allowing, allowed: allowed):
        Self.short(association, isNew)
      case .granted(let association, let isNew): Self.whole(association, isNew)
      case .revoked(let was): .object([("revoked", .bool(was))])
      case .replaced(let all, let granted, let revoked):
        .object([
          ("associations", .array(all.map(\.json))), ("granted", Self.list(granted)),
          ("revoked", Self.list(revoked)),
        ])
      case .synced(let granted, let revoked, let unchanged):
        .object([
          ("granted", Self.list(granted)), ("revoked", Self.list(revoked)),
          ("unchanged", Self.list(unchanged)),
        ])
      // What was read may be large and is of no use later; what a change gave is its outcome.
      case .found: .object([])
      case .written(let json): json ?? .null
      }
    return value.description
  }

  /// What the journal keeps of a bulk that was made in part.
  static func partial(granted: [UserID], revoked: [UserID]) -> String {
    JSONValue.object([("granted", list(granted)), ("revoked", list(revoked))]).description
  }

  /// Of a grant what its row does not say: nearly every row is one, and would be half as long again.
  private static func short(_ association: Association, _ isNew: Bool) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("id", .string(association.id.rawValue)), ("new", .bool(isNew)),
    ]
    if let organization = association.organizationID {
      members.append(("organization_id", .string(organization.rawValue)))
    }
    return .object(members)
  }

  static func whole(_ association: Association, _ isNew: Bool) -> JSONValue {
    .object([("association", association.json), ("new", .bool(isNew))])
  }

  /// The answer that a change has given; nil where the record does not hold one.
  init?(_ record: OperationRecord) {
    guard let result = record.result else { return nil }
    self.init(
      kind: record.kind, result: result, allowing: UserID(record.identity),
      allowed: record.kind == "grant" ? record.namedUser : nil)
  }

  /// The answer that a change of that kind has given.
  ///
  /// - Parameters:
  ///   - kind: The kind.
  ///   - result: What the journal has kept of it.
  ///   - allowing: In whose name it was asked for.
  ///   - allowed: Whom a grant names.
  init?(kind: String, result: String, allowing: UserID, allowed: UserID?) {
    if kind == "grant", let granted = try? Self.granted(result, allowing, allowed) {
      self = granted
      return
    }
    guard let json = try? JSONValue(parsing: result) else { return nil }
    switch kind {
    case "grant":
      guard let value = json["association"], let association = try? Association(json: value)
      else { return nil }
      self = .granted(association, isNew: json["new"]?.boolValue ?? false)
    case "revoke":
      guard let was = json["revoked"]?.boolValue else { return nil }
      self = .revoked(was)
    case "bulk":
      let all = (json["associations"]?.arrayValue ?? []).compactMap { try? Association(json: $0) }
      self = .replaced(
        by: all, granted: Self.users(json["granted"]), revoked: Self.users(json["revoked"]))
    case "sync":
      self = .synced(
        granted: Self.users(json["granted"]), revoked: Self.users(json["revoked"]),
        unchanged: Self.users(json["unchanged"]))
    case "POST", "PUT", "DELETE": self = .written(json.isNull ? nil : json)
    default: return nil
    }
  }

  private enum GrantMember: Int {
    case association, id, new, organization

    static let names = JSONNames(["association", "id", "new", "organization_id"])
  }

  /// The answer of a grant as nearly all are, read in a third of the time; nil for others.
  private static func granted(
    _ text: String, _ allowing: UserID, _ allowed: UserID?
  ) throws(CloseError) -> Outcome? {
    var members = JSONMembers(text)
    var association: Association?
    var id: String?
    var organization: String?
    var isNew = false
    try members.enter()
    while let name = try members.next(among: GrantMember.names) {
      switch GrantMember(rawValue: name) {
      case .association:
        guard let known = try Association(&members) else { return nil }
        association = known
      case .id: id = try members.scalar().stringValue
      case .new: isNew = try members.scalar().boolValue ?? false
      case .organization: organization = try members.scalar().stringValue
      case nil: return nil
      }
    }
    try members.end()
    if association == nil, let id, let allowed {
      association = Association(
        id: AssociationID(id), allowingUserID: allowing, allowedUserID: allowed,
        organizationID: organization.map(OrganizationID.init(_:)))
    }
    return association.map { .granted($0, isNew: isNew) }
  }

  static func users(_ json: JSONValue?) -> [UserID] {
    (json?.arrayValue ?? []).compactMap(\.stringValue).map(UserID.init(_:))
  }

  private static func list(_ users: [UserID]) -> JSONValue {
    .array(users.map { .string($0.rawValue) })
  }
}

extension Association {
  /// Whether it is between these two, and says no more than every association does.
  fileprivate func isPlain(allowing: UserID, allowed: UserID?) -> Bool {
    allowingUserID == allowing && allowedUserID == allowed && other.isEmpty
  }
}

extension OperationRecord {
  /// What the task got as its answer, whole: with the two people whom a grant's result leaves to the
  /// rest of the record.
  public var answer: JSONValue? {
    guard let json = result.flatMap({ try? JSONValue(parsing: $0) }) else { return nil }
    guard kind == "grant", json["association"] == nil,
      case .granted(let association, let isNew)? = Outcome(self)
    else { return json }
    return Outcome.whole(association, isNew)
  }

  /// The error that the task got.
  var journaledError: any Error {
    let json = error.flatMap { try? JSONValue(parsing: $0) }
    let message = json?["message"]?.stringValue ?? "this failed in an earlier attempt"
    let kind = json?["kind"]?.stringValue ?? ""
    if let kind = RunError.Kind(rawValue: kind) { return RunError(kind, message) }
    return CloseError(
      CloseError.Kind(rawValue: kind) ?? .unexpectedAnswer, message,
      status: json?["status"]?.integerValue.map(Int.init))
  }
}
