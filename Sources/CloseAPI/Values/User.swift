/// A person as Close's listing of users describes them.
public struct User: Sendable, Equatable {
  /// The person's id.
  public let id: UserID
  /// Their address; empty where Close gave none.
  public let email: String
  /// Their first name; empty where Close gave none.
  public let firstName: String
  /// Their last name; empty where Close gave none.
  public let lastName: String
  /// The organisations they belong to, as far as the credential may see them.
  public let organizations: [OrganizationID]
  /// What Close sent besides.
  public let other: [String: JSONValue]

  /// Makes a user from its parts.
  public init(
    id: UserID, email: String, firstName: String = "", lastName: String = "",
    organizations: [OrganizationID] = [], other: [String: JSONValue] = [:]
  ) {
    self.id = id
    self.email = email
    self.firstName = firstName
    self.lastName = lastName
    self.organizations = organizations
    self.other = other
  }

  /// Reads a user in Close's form.
  ///
  /// Organisations may be ids, as in `/user/`, or objects, as in `/me/`.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no object or
  ///   has no id.
  public init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "a user")
    id = UserID(try object.text("id"))
    email = object.optionalText("email") ?? ""
    firstName = object.optionalText("first_name") ?? ""
    lastName = object.optionalText("last_name") ?? ""
    organizations = object.optionalArray("organizations").compactMap { element in
      (element.stringValue ?? element["id"]?.stringValue).map(OrganizationID.init(_:))
    }
    other = object.rest
  }
}

/// The person a credential belongs to, from `/me/`.
public struct Me: Sendable, Equatable {
  /// The person.
  public let user: User
  /// The organisation the credential is tied to; nil where Close named none.
  public let organizationID: OrganizationID?
  /// That organisation's name, where Close gave it.
  public let organizationName: String?

  /// Makes one from its parts.
  /// - Parameters:
  ///   - user: the person.
  ///   - organizationID: the organisation; without it the first of the user's.
  ///   - organizationName: the organisation's name.
  public init(
    user: User, organizationID: OrganizationID? = nil, organizationName: String? = nil
  ) {
    self.user = user
    self.organizationName = organizationName
    self.organizationID = organizationID ?? user.organizations.first
  }

  /// Reads the answer to `/me/`.
  /// - Throws: the same as ``User/init(json:)``.
  public init(json: JSONValue) throws(CloseError) {
    self.init(
      user: try User(json: json),
      organizationName: json["organizations"]?.arrayValue?.first?["name"]?.stringValue)
  }

  /// The person's id.
  public var id: UserID { user.id }
  /// Their address; empty where Close gave none.
  public var email: String { user.email }
  /// Their first name; empty where Close gave none.
  public var firstName: String { user.firstName }
  /// Their last name; empty where Close gave none.
  public var lastName: String { user.lastName }
}
