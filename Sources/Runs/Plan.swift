public import CloseAPI
public import Foundation

/// The changes that a script would make, found without making them.
public struct Plan: Sendable, Equatable {
  /// Somebody, as people know them.
  public struct Person: Sendable, Equatable {
    /// The user id.
    public var id: UserID
    /// The email, or the id where it is not known.
    public var email: String

    /// Names somebody.
    public init(id: UserID, email: String) { (self.id, self.email) = (id, email) }
  }

  /// What would change for one allowing person.
  public struct Change: Sendable, Equatable {
    /// Who grants and revokes.
    public var allowing: Person
    /// Who may send as them then, and may not now.
    public var granted: [Person]
    /// Who may send as them now, and may not then.
    public var revoked: [Person]
    /// Who was asked for and is so already.
    public var unchanged: [Person]
    /// Whether there is a credential to do it with.
    public var hasCredential: Bool

    /// How many pairs change.
    public var count: Int { granted.count + revoked.count }

    /// Describes the changes of one person.
    public init(
      allowing: Person, granted: [Person] = [], revoked: [Person] = [], unchanged: [Person] = [],
      hasCredential: Bool = true
    ) {
      (self.allowing, self.granted, self.revoked) = (allowing, granted, revoked)
      (self.unchanged, self.hasCredential) = (unchanged, hasCredential)
    }
  }

  /// A change of any other resource; what it comes to cannot be foreseen.
  public struct Write: Sendable, Equatable {
    /// In whose name it is made.
    public var identity: Person
    /// `POST`, `PUT` or `DELETE`.
    public var method: String
    /// Path, query and body, as JSON text.
    public var request: String

    /// Describes a request.
    public init(identity: Person, method: String, request: String) {
      (self.identity, self.method, self.request) = (identity, method, request)
    }
  }

  /// A file that would be written.
  public struct File: Sendable, Equatable {
    /// As the script named it.
    public var path: String
    /// How many rows of a CSV, or lines of a text.
    public var rows: Int

    /// Describes a file.
    public init(path: String, rows: Int) { (self.path, self.rows) = (path, rows) }
  }

  /// The command that was planned, with its words.
  public var command: [String] = []
  /// The organization for which it was made; it is good for no other.
  public var organizationID = OrganizationID("")
  /// That organization's name, if it is known.
  public var organizationName: String?
  /// The server.
  public var baseURL = ""
  /// Whether that server is the embedded emulator.
  public var isEmulator = false
  /// The identity in whose name it was made.
  public var identity = ""
  /// When it was made.
  public var madeAt = Date(timeIntervalSince1970: 0)
  /// What would change, per allowing person.
  public var changes: [Change] = []
  /// Changes of other resources, in their order.
  public var writes: [Write] = []
  /// The files that the script would write; applying a plan writes none.
  public var files: [File] = []
  /// What a rule of the run would refuse, in words.
  public var problems: [String] = []

  /// A plan without changes.
  public init() {}

  /// How many pairs change, and other changes are made.
  public var count: Int { changes.reduce(writes.count) { $0 + $1.count } }

  /// The changes for which there is no credential.
  public var withoutCredential: [Change] { changes.filter { !$0.hasCredential && $0.count > 0 } }
}
