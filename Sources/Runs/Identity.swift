public import CloseAPI

/// A person with a credential, proven by `/me/`: the only one who can grant or revoke in their name.
///
/// An object, because thousands of waiting calls hold one each and every step hands it on.
public final class Identity: Sendable {
  /// The name under which the identity is configured.
  public let name: String
  /// Who the credential belongs to, as Close says.
  public let me: Me
  /// The organization in which the credential acts.
  public let organization: OrganizationID
  /// A client that acts as this person.
  public let client: CloseClient
  /// Whether there is a credential; without one, changes can only be planned.
  public let hasCredential: Bool
  /// Whether an earlier run has proven it, and Close has not been asked again in this one.
  public let isRemembered: Bool

  init(
    name: String, me: Me, organization: OrganizationID, client: CloseClient,
    hasCredential: Bool = true, isRemembered: Bool = false
  ) {
    (self.name, self.me, self.organization) = (name, me, organization)
    (self.client, self.hasCredential, self.isRemembered) = (client, hasCredential, isRemembered)
  }

  /// The person's user id.
  public var id: UserID { me.id }

  func claims(_ word: String) -> Bool {
    id.rawValue == word || me.email == word
      // In any case of letters. Each change asks, and small letters are made only where the lengths
      // leave it possible.
      || word.utf8.count == me.email.utf8.count && me.email.lowercased() == word.lowercased()
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
  /// Where the credential comes from.
  public var origin: Origin

  /// Where a candidate's credential comes from.
  public enum Origin: Sendable {
    /// A profile names it.
    case profile
    /// It was given for this run only.
    case run
    /// Somebody is asked who keeps the credentials of people without a profile.
    case keeper
  }

  /// Makes a candidate.
  public init(
    name: String, email: String? = nil, userID: UserID? = nil, origin: Origin = .profile
  ) {
    (self.name, self.email, self.userID) = (name, email, userID)
    self.origin = origin
  }

  /// Somebody without a profile, by the word with which they were asked for: the credential has to
  /// be theirs.
  public init(stranger word: String) {
    self.init(
      name: word, email: word.contains("@") ? word : nil,
      userID: !word.contains("@") && word.hasPrefix("user_") ? UserID(word) : nil,
      origin: .keeper)
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

  /// Those of these people who have no profile and whose credentials could be got, under the words
  /// asked for; asked once for many.
  ///
  /// - Throws: ``RunError`` of kind `noCredential` where the credentials' keeper cannot answer.
  func strangers(_ words: [String]) async throws -> [IdentityCandidate]

  /// Who is asked for those without a profile, for messages; nil for nobody.
  var keepers: String? { get }

  /// Whom `/me/` said, not long ago, that the credential of this name belongs to: that very
  /// credential, at the same server; nil to have it asked.
  func remembered(_ name: String) async -> Me?

  /// Told once for each identity that `/me/` has proven, so that the next run need not ask.
  func proven(_ name: String, as me: Me) async
}

extension IdentitySource {
  /// Nobody: only those who are configured have a credential.
  public func strangers(_ words: [String]) async throws -> [IdentityCandidate] { [] }
  /// Nobody.
  public var keepers: String? { nil }
  /// Nothing: each run asks.
  public func remembered(_ name: String) async -> Me? { nil }
}
