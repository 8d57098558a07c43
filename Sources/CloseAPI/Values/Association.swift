/// One Send As permission: the allowing user lets the allowed user send email as them.
public struct Association: Sendable {
  /// The association's own id.
  public let id: AssociationID
  /// The person whose identity is lent.
  public let allowingUserID: UserID
  /// The person who may send as them.
  public let allowedUserID: UserID
  /// The organisation in which the permission holds; nil where the answer did not say.
  public let organizationID: OrganizationID?
  /// What Close sent besides; it takes no part in comparisons.
  public let other: [String: JSONValue]

  /// Makes an association from its parts.
  public init(
    id: AssociationID, allowingUserID: UserID, allowedUserID: UserID,
    organizationID: OrganizationID? = nil, other: [String: JSONValue] = [:]
  ) {
    self.id = id
    self.allowingUserID = allowingUserID
    self.allowedUserID = allowedUserID
    self.organizationID = organizationID
    self.other = other
  }

  /// Reads an association in Close's form, as ``json`` writes it.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no object or
  ///   an id is missing.
  public init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "a Send As association")
    id = AssociationID(try object.text("id"))
    allowingUserID = UserID(try object.text("allowing_user_id"))
    allowedUserID = UserID(try object.text("allowed_user_id"))
    organizationID = object.optionalText("organization_id").map(OrganizationID.init(_:))
    other = object.rest
  }

  private enum Member: Int {
    case allowed, allowing, id, organization

    static let names = JSONNames([
      "allowed_user_id", "allowing_user_id", "id", "organization_id",
    ])
  }

  /// Reads the association that stands next, if it has no other members than the four known ones.
  ///
  /// Most answers hold some, and a resumed run reads one for each change that it has made.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` where no object of scalars stands there.
  package init?(_ members: inout JSONMembers) throws(CloseError) {
    var id: String?
    var allowing: String?
    var allowed: String?
    var organization: String?
    try members.enter()
    while let name = try members.next(among: Member.names) {
      let text = try members.scalar().stringValue
      switch Member(rawValue: name) {
      case .id: id = text
      case .allowing: allowing = text
      case .allowed: allowed = text
      case .organization: organization = text
      case nil: return nil
      }
    }
    guard let id, let allowing, let allowed, !id.isEmpty, !allowing.isEmpty, !allowed.isEmpty
    else { return nil }
    self.init(
      id: AssociationID(id), allowingUserID: UserID(allowing), allowedUserID: UserID(allowed),
      organizationID: organization.map(OrganizationID.init(_:)))
  }

  /// The association in Close's form: the four known members in Close's order, then the others.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("allowed_user_id", .string(allowedUserID.rawValue)),
      ("allowing_user_id", .string(allowingUserID.rawValue)),
      ("id", .string(id.rawValue)),
    ]
    if let organizationID {
      members.append(("organization_id", .string(organizationID.rawValue)))
    }
    members += other.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return .object(members)
  }
}

extension Association: Hashable {
  /// Whether the four ids are the same.
  public static func == (left: Association, right: Association) -> Bool {
    left.id == right.id && left.allowingUserID == right.allowingUserID
      && left.allowedUserID == right.allowedUserID && left.organizationID == right.organizationID
  }

  /// Feeds the four ids to the hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(allowingUserID)
    hasher.combine(allowedUserID)
    hasher.combine(organizationID)
  }
}
