/// A person to be written into a configuration, with the key.
package struct PersonToConfigure: Sendable, CustomStringConvertible, CustomReflectable {
  /// The profile's name; also the name of the key's file.
  package let name: String
  /// The API key.
  package let apiKey: String
  /// The person's email.
  package let email: String?
  /// The person's user id.
  package let userID: String?
  /// The server this person's requests go to.
  package let baseURL: String?

  /// Describes a person.
  package init(
    name: String, apiKey: String, email: String? = nil, userID: String? = nil,
    baseURL: String? = nil
  ) {
    self.name = name
    self.apiKey = apiKey
    self.email = email
    self.userID = userID
    self.baseURL = baseURL
  }

  /// The person without the key.
  package var description: String { "\(name) (key hidden)" }
  /// The same for debuggers and `dump`.
  package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
