/// A group of people, from `/group/`.
public struct Group: Sendable, Equatable {
  /// The group's id.
  public let id: GroupID
  /// Its name; empty where Close gave none.
  public let name: String
  /// The people in it; nil where the answer did not say, as lists do not.
  public let members: [UserID]?
  /// What Close sent besides.
  public let other: [String: JSONValue]

  /// Makes a group from its parts.
  public init(
    id: GroupID, name: String, members: [UserID]? = nil, other: [String: JSONValue] = [:]
  ) {
    (self.id, self.name, self.members, self.other) = (id, name, members, other)
  }

  /// Reads a group in Close's form.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no object or
  ///   has no id.
  public init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "a group")
    id = GroupID(try object.text("id"))
    name = object.optionalText("name") ?? ""
    members = object.value("members")?.arrayValue?.compactMap { member in
      (member["user_id"]?.stringValue ?? member.stringValue).map(UserID.init(_:))
    }
    other = object.rest
  }
}

/// The id of a group: `group_…`.
public struct GroupID: CloseIdentifier {
  /// The id as Close writes it.
  public let rawValue: String

  /// Wraps the text as it came.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
