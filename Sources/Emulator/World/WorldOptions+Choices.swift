// Each choice's raw value is how a world file spells it; the first is the likelier answer.
extension WorldOptions {
  /// 201 with the association that is there, 200 with it, or 400.
  public enum DuplicateCreate: String, Sendable, CaseIterable {
    case existing
    case existingOK = "existing_200"
    case error
  }

  /// Refused with 400, or allowed.
  public enum Permission: String, Sendable, CaseIterable {
    case refused, allowed
  }

  /// 400 or 404.
  public enum InvalidOrMissing: String, Sendable, CaseIterable {
    case invalid = "400"
    case missing = "404"
  }

  /// 400 or 403.
  public enum InvalidOrForbidden: String, Sendable, CaseIterable {
    case invalid = "400"
    case forbidden = "403"
  }

  /// 400, or the caller is meant.
  public enum MissingGrantor: String, Sendable, CaseIterable {
    case invalid = "400"
    case caller = "self"
  }

  /// 400, 403 or an empty list.
  public enum ForeignFilter: String, Sendable, CaseIterable {
    case invalid = "400"
    case forbidden = "403"
    case empty
  }

  /// Ignored, or 400.
  public enum UnknownKeys: String, Sendable, CaseIterable {
    case ignored
    case invalid = "400"
  }

  /// 204, 200 without a body, or 200 with `{}`.
  public enum DeleteSuccess: String, Sendable, CaseIterable {
    case noContent = "204"
    case empty = "200"
    case object = "200_json"
  }

  /// 404, or like a success.
  public enum DeleteMissing: String, Sendable, CaseIterable {
    case notFound = "404"
    case done = "204"
  }

  /// 403 or 404.
  public enum ForbiddenOrMissing: String, Sendable, CaseIterable {
    case forbidden = "403"
    case missing = "404"
  }

  /// 400, or one of the two lists wins.
  public enum BulkConflict: String, Sendable, CaseIterable {
    case error
    case disallowWins = "disallow_wins"
    case allowWins = "allow_wins"
  }

  /// An empty list, or 400.
  public enum BulkMissingKey: String, Sendable, CaseIterable {
    case empty
    case invalid = "400"
  }

  /// 400 with the index of the bad id, 400 for the list, 400 with `error` alone, or skipped.
  public enum BulkBadID: String, Sendable, CaseIterable {
    case nested, flat, plain, skipped
  }

  /// All or nothing, or everything before the bad id.
  public enum BulkAtomicity: String, Sendable, CaseIterable {
    case atomic, partial
  }

  /// 405 or 404.
  public enum WrongMethodOrMissing: String, Sendable, CaseIterable {
    case wrongMethod = "405"
    case missing = "404"
  }

  /// Oldest first, newest first, or by id.
  public enum ListOrder: String, Sendable, CaseIterable {
    case insertion, newest, id
  }

  /// Absent or present.
  public enum Presence: String, Sendable, CaseIterable {
    case absent, present
  }

  /// Ignored, or they work as on other lists.
  public enum SendAsPaging: String, Sendable, CaseIterable {
    case ignored, honoured
  }

  /// Listed without effect, hidden until the person is back, or removed.
  public enum InactiveGrants: String, Sendable, CaseIterable {
    case kept, hidden, removed
  }

  /// 401 or 403.
  public enum UnauthorizedOrForbidden: String, Sendable, CaseIterable {
    case unauthorized = "401"
    case forbidden = "403"
  }

  /// A new one, or always the same for a pair.
  public enum RegrantID: String, Sendable, CaseIterable {
    case new, same
  }

  /// 415, 400, or read all the same.
  public enum ContentType: String, Sendable, CaseIterable {
    case unsupported = "415"
    case invalid = "400"
    case accepted
  }

  /// 308, 301, 307 or 404.
  public enum MissingSlash: String, Sendable, CaseIterable {
    case permanent = "308"
    case moved = "301"
    case temporary = "307"
    case notFound = "404"
  }

  /// The whole address, or the path only.
  public enum SlashLocation: String, Sendable, CaseIterable {
    case absolute, relative
  }

  /// `{"error":"…"}`, nothing, or the details of before 2024.
  public enum ThrottledBody: String, Sendable, CaseIterable {
    case error, empty, details
  }

  /// RFC 6749's `{"error":"invalid_grant"}`, or Close's sentences.
  public enum OAuthErrors: String, Sendable, CaseIterable {
    case rfc6749, sentence
  }

  /// 200 as RFC 7009 wants it, or 400.
  public enum RevokeUnknown: String, Sendable, CaseIterable {
    case done = "200"
    case invalid = "400"
  }
}
