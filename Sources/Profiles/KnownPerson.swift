public import Foundation

/// Whom a profile's credential turned out to belong to, as `/me/` said.
public struct KnownPerson: Sendable, Equatable, Codable {
  /// The person's user id.
  public var userID: String
  /// The person's email.
  public var email: String
  /// The person's first name, if it was noted.
  public var firstName: String?
  /// The person's last name, if it was noted.
  public var lastName: String?
  /// The organisation's id.
  public var organizationID: String
  /// The organisation's name, if it was asked for.
  public var organizationName: String?
  /// The public name of the credential that said so (`Credential.name`); never the credential.
  public var credentialName: String
  /// When `/me/` said so.
  public var seenAt: Date

  /// Describes a person.
  public init(
    userID: String, email: String, firstName: String? = nil, lastName: String? = nil,
    organizationID: String, organizationName: String? = nil, credentialName: String, seenAt: Date
  ) {
    self.userID = userID
    self.email = email
    self.firstName = firstName
    self.lastName = lastName
    self.organizationID = organizationID
    self.organizationName = organizationName
    self.credentialName = credentialName
    self.seenAt = seenAt
  }
}
