public import CloseAPI
public import Foundation

/// Whom a profile's credential turned out to belong to, as `/me/` said.
public struct KnownPerson: Sendable, Equatable, Codable {
  /// The person's user id.
  public var userID: String
  /// The person's email.
  public var email: String
  /// The person's first name; nil in what an older program has written.
  public var firstName: String?
  /// The person's last name; nil in what an older program has written.
  public var lastName: String?
  /// The organisation's id.
  public var organizationID: String
  /// The organisation's name, if it was asked for.
  public var organizationName: String?
  /// The public name of the credential that said so (`Credential.name`); never the credential.
  public var credentialName: String
  /// The server that was asked; nil in what an older program has written.
  public var server: String?
  /// When `/me/` said so.
  public var seenAt: Date

  /// How long an answer of `/me/` is believed of the same key, in seconds: 7 days.
  ///
  /// A key stays one person's, so only their name and address can be out of date; and both are asked
  /// again where a script knows them otherwise.
  static let trusted: TimeInterval = 7 * 86_400

  /// Notes what `/me/` has said; nil of somebody who belongs to no organization.
  ///
  /// - Parameters:
  ///   - me: the answer.
  ///   - credential: the credential with which it was asked.
  ///   - server: the server's base URL.
  ///   - seenAt: when.
  public init?(_ me: Me, by credential: Credential, at server: String, seenAt: Date) {
    guard let organization = me.organizationID else { return nil }
    (userID, email) = (me.id.rawValue, me.email)
    (firstName, lastName) = (me.firstName, me.lastName)
    (organizationID, organizationName) = (organization.rawValue, me.organizationName)
    (credentialName, self.server, self.seenAt) = (credential.name, server, seenAt)
  }

  /// What `/me/` would say now with a credential, as far as this tells.
  ///
  /// - Parameters:
  ///   - credential: the credential that is going to be used.
  ///   - server: the base URL of the server that is going to be asked.
  ///   - now: the time.
  /// - Returns: nil unless it is the very key that was asked with, of that server, not long ago: a
  ///   login or a key without an id says too little of whose it is.
  public func me(with credential: Credential, at server: String, now: Date) -> Me? {
    let age = now.timeIntervalSince(seenAt)
    guard credential.keyID == credentialName, self.server == server, let firstName, let lastName,
      (0..<Self.trusted).contains(age)
    else { return nil }
    return Me(
      user: User(id: UserID(userID), email: email, firstName: firstName, lastName: lastName),
      organizationID: OrganizationID(organizationID), organizationName: organizationName)
  }
}
