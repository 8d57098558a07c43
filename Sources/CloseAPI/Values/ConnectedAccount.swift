/// An account with which email is sent or calls and meetings are made, from `/connected_account/`.
///
/// Close lists those of the credential's owner and those that the owner may send as.
public struct ConnectedAccount: Sendable, Equatable {
  /// The account's id: `emailacct_…`.
  public let id: String
  /// What kind of account it is, in Close's words, as `google` or `custom_email`.
  public let kind: String
  /// Whose it is; nil where Close did not say.
  public let userID: UserID?
  /// The addresses that it sends from.
  public let addresses: [String]
  /// What Close sent besides.
  public let other: [String: JSONValue]

  /// Makes an account from its parts.
  public init(
    id: String, kind: String, userID: UserID? = nil, addresses: [String] = [],
    other: [String: JSONValue] = [:]
  ) {
    (self.id, self.kind, self.userID) = (id, kind, userID)
    (self.addresses, self.other) = (addresses, other)
  }

  /// Reads an account in Close's form.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no object or
  ///   has no id.
  public init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "a connected account")
    id = try object.text("id")
    kind = object.optionalText("_type") ?? ""
    userID = object.optionalText("user_id").map(UserID.init(_:))
    addresses = object.optionalArray("identities").compactMap { $0["email"]?.stringValue }
    other = object.rest
  }
}
