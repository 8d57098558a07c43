public import CloseAPI

/// A person with a credential, proven by `/me/`: the only one who can grant or revoke in their name.
public struct Identity: Sendable {
  /// The name under which the identity is configured.
  public let name: String
  /// Who the credential belongs to, as Close says.
  public let me: Me
  /// The organization in which the credential acts.
  public let organization: OrganizationID
  /// A client that acts as this person.
  public let client: CloseClient
  /// Whether there is a credential; without one, changes can only be planned.
  public var hasCredential = true

  /// The person's user id.
  public var id: UserID { me.id }

  func claims(_ word: String) -> Bool {
    me.email.lowercased() == word.lowercased() || id.rawValue == word
  }
}

/// What is known of an identity before anybody is asked: its name, and whom it claims to be.
public struct IdentityCandidate: Sendable, Equatable {
  /// The configured name.
  public var name: String
  /// The person's email, if the configuration or an earlier run says it.
  public var email: String?
  /// The person's user id, if the configuration or an earlier run says it.
  public var userID: UserID?

  /// Makes a candidate.
  public init(name: String, email: String? = nil, userID: UserID? = nil) {
    (self.name, self.email, self.userID) = (name, email, userID)
  }

  func claims(_ word: String) -> Bool {
    email?.lowercased() == word.lowercased() || userID?.rawValue == word
  }
}

/// Where identities come from: profiles, the environment, or the emulator's own people.
public protocol IdentitySource: Sendable {
  /// All identities that could act in this run, in the order in which people like to read them.
  func candidates() async -> [IdentityCandidate]

  /// The credential of the identity configured under `name`.
  ///
  /// - Throws: ``RunError`` of kind `noCredential` that says what is missing and where.
  func credential(of name: String) async throws -> Credential

  /// The names of identities that belonged to this email or user id in an earlier run.
  ///
  /// They are only asked first; `/me/` decides.
  func likelyNames(for word: String) async -> [String]

  /// Whom the credential belongs to, if `/me/` has said so of this very credential in an earlier run.
  func remembered(_ name: String, _ credential: Credential) async -> Me?

  /// Told once for each identity that `/me/` has proven, so that the next run need not ask.
  func proven(_ name: String, as me: Me) async
}
