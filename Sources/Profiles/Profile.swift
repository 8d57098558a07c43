/// A person with a credential, as the configuration names them.
public struct Profile: Sendable, Hashable {
  /// The name under which the person is configured.
  public let name: String
  /// Where the person's credential comes from.
  public let source: CredentialSource
  /// The person's email, if the configuration says it.
  public let email: String?
  /// The person's user id at Close, if the configuration says it.
  public let userID: String?
  /// The organisation in which the credential acts, if the configuration says it.
  public let organizationID: String?
  /// The server this person's requests go to, if the configuration says it; else the usual one.
  public let baseURL: String?
  /// The file of certificates of that server's own authority, if the configuration names one for it.
  public let caFile: String?

  /// Describes a profile.
  public init(
    name: String, source: CredentialSource, email: String? = nil, userID: String? = nil,
    organizationID: String? = nil, baseURL: String? = nil, caFile: String? = nil
  ) {
    self.name = name
    self.source = source
    self.email = email
    self.userID = userID
    self.organizationID = organizationID
    self.baseURL = baseURL
    self.caFile = caFile
  }

  /// Whether the configuration says that this is the person with that email (in any case of
  /// letters) or user id.
  public func claims(_ emailOrID: String) -> Bool {
    userID == emailOrID || email?.lowercased() == emailOrID.lowercased()
  }
}
