/// What somebody may do in an organisation, from `/role/`.
public struct Role: Sendable, Equatable {
  /// The role's id: `role_…`, or a word for Close's own, as `admin`.
  public let id: String
  /// Its name; empty where Close gave none.
  public let name: String
  /// Whether the organisation may change it.
  public let isEditable: Bool
  /// What it allows, in Close's words, as `manage_organization`.
  public let permissions: [String]
  /// What Close sent besides.
  public let other: [String: JSONValue]

  /// Makes a role from its parts.
  public init(
    id: String, name: String, isEditable: Bool = false, permissions: [String] = [],
    other: [String: JSONValue] = [:]
  ) {
    (self.id, self.name, self.isEditable) = (id, name, isEditable)
    (self.permissions, self.other) = (permissions, other)
  }

  /// Reads a role in Close's form.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no object or
  ///   has no id.
  public init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "a role")
    id = try object.text("id")
    name = object.optionalText("name") ?? ""
    isEditable = object.flag("editable")
    permissions = object.optionalArray("permissions").compactMap(\.stringValue)
    other = object.rest
  }
}
