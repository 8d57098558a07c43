extension World {
  /// A person of a world with the key that proves who they are.
  public struct Person: Sendable, Hashable {
    /// The email, by which the world names the person.
    public let email: String
    /// The given name.
    public let firstName: String
    /// The family name.
    public let lastName: String
    /// The API key.
    ///
    /// Only the emulator accepts it, yet no description of a person shows it.
    public let apiKey: String
    /// The role: `admin`, `superuser`, `user`, `restricteduser` or the id of a role, `role_…`.
    public internal(set) var role: String
    /// The user id, `user_…`.
    public let id: String
    /// Whether the person has left: their key is refused and nobody can grant to them.
    public internal(set) var isInactive: Bool
    /// What was set of their membership, such as `track_email_opens`.
    var membership: [JSONValue.Member] = []

    /// Makes a person; without an id, one is derived from the email.
    public init(
      email: String, firstName: String, lastName: String, apiKey: String, role: String = "user",
      id: String? = nil, isInactive: Bool = false
    ) {
      self.email = email
      self.firstName = firstName
      self.lastName = lastName
      self.apiKey = apiKey
      self.role = role
      self.id = id ?? CloseID.user(email: email)
      self.isInactive = isInactive
    }
  }
}

// A key in a test's output or a crash report is a key leaked, so every way to print is closed.
extension World.Person: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The email and id, without the key.
  public var description: String { "Person(\(email), \(id)\(isInactive ? ", inactive" : ""))" }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// A mirror without the key.
  public var customMirror: Mirror {
    Mirror(self, children: ["email": email, "id": id, "isInactive": isInactive])
  }
}
