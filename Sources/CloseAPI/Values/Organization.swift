/// An organisation and the people in it, from `/organization/{id}/`.
public struct Organization: Sendable, Equatable {
  /// The organisation's id.
  public let id: OrganizationID
  /// Its name; empty where Close gave none.
  public let name: String
  /// The people who belong to it now.
  public let members: [Member]
  /// The people who once did and were deactivated.
  public let inactiveMembers: [Member]
  /// What Close sent besides.
  public let other: [String: JSONValue]

  /// Makes an organisation from its parts.
  public init(
    id: OrganizationID, name: String, members: [Member] = [], inactiveMembers: [Member] = [],
    other: [String: JSONValue] = [:]
  ) {
    self.id = id
    self.name = name
    self.members = members
    self.inactiveMembers = inactiveMembers
    self.other = other
  }

  /// Reads an organisation in Close's form.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no object or
  ///   an id is missing, its own or that of a member.
  public init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "an organization")
    id = OrganizationID(try object.text("id"))
    name = object.optionalText("name") ?? ""
    members = try Self.members(object.optionalArray("memberships"))
    inactiveMembers = try Self.members(object.optionalArray("inactive_memberships"))
    other = object.rest
  }

  private static func members(_ list: [JSONValue]) throws(CloseError) -> [Member] {
    var members: [Member] = []
    for element in list { members.append(try Member(json: element)) }
    return members
  }
}

/// Somebody's place in an organisation.
public struct Member: Sendable, Equatable {
  /// The id of the membership, which is not the person's.
  public let membershipID: MembershipID
  /// The person's id.
  public let userID: UserID
  /// Their address; empty where Close gave none.
  public let email: String
  /// Their first name; empty where Close gave none.
  public let firstName: String
  /// Their last name; empty where Close gave none.
  public let lastName: String
  /// The id of their role, `role_…` or a word like `admin`; nil where Close gave none.
  public let roleID: String?
  /// What Close sent besides.
  public let other: [String: JSONValue]

  /// Makes a member from its parts.
  public init(
    membershipID: MembershipID, userID: UserID, email: String, firstName: String = "",
    lastName: String = "", roleID: String? = nil, other: [String: JSONValue] = [:]
  ) {
    self.membershipID = membershipID
    self.userID = userID
    self.email = email
    self.firstName = firstName
    self.lastName = lastName
    self.roleID = roleID
    self.other = other
  }

  /// Reads a membership in Close's form: the person's own members are prefixed with `user_`, or
  /// stand in an object `user` where the answer was asked for with `_expand`.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no object or
  ///   an id is missing.
  public init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "a membership")
    let person = object.value("user")
    membershipID = MembershipID(try object.text("id"))
    if let id = person?["id"]?.stringValue {
      userID = UserID(object.optionalText("user_id") ?? id)
    } else {
      userID = UserID(try object.text("user_id"))
    }
    func of(_ text: String?, or name: String) -> String {
      text ?? person?[name]?.stringValue ?? ""
    }
    email = of(object.optionalText("user_email"), or: "email")
    firstName = of(object.optionalText("user_first_name"), or: "first_name")
    lastName = of(object.optionalText("user_last_name"), or: "last_name")
    roleID = object.optionalText("role_id")
    other = object.rest
  }
}
