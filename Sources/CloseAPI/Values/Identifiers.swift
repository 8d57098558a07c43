/// An identifier that Close made: a prefix and base62 digits, to be passed on and never taken
/// apart.
///
/// The types that conform differ in meaning only, so that a user's id cannot be given where an
/// association's id belongs.
public protocol CloseIdentifier: RawRepresentable<String>, Hashable, Sendable, Codable,
  CustomStringConvertible, ExpressibleByStringLiteral, Comparable
{
  /// Wraps the text as it came; no form is checked, because Close's ids are opaque.
  init(rawValue: String)
}

extension CloseIdentifier {
  /// Wraps the text as it came.
  public init(_ text: String) {
    self.init(rawValue: text)
  }

  /// Wraps a literal.
  public init(stringLiteral value: String) {
    self.init(rawValue: value)
  }

  /// The id as Close writes it.
  public var description: String { rawValue }

  /// The order of the ids' bytes, for listings that have to come out the same each time.
  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The id of a person: `user_…`.
public struct UserID: CloseIdentifier {
  /// The id as Close writes it.
  public let rawValue: String

  /// Wraps the text as it came.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The id of one Send As permission: `sdas_…`.
public struct AssociationID: CloseIdentifier {
  /// The id as Close writes it.
  public let rawValue: String

  /// Wraps the text as it came.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The id of an organisation: `orga_…`.
public struct OrganizationID: CloseIdentifier {
  /// The id as Close writes it.
  public let rawValue: String

  /// Wraps the text as it came.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// The id of somebody's place in an organisation: `memb_…`.
public struct MembershipID: CloseIdentifier {
  /// The id as Close writes it.
  public let rawValue: String

  /// Wraps the text as it came.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
