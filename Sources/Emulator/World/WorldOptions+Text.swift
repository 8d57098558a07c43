extension WorldOptions {
  /// One option: how it is spelled, which choices it has, and where it is kept.
  struct Entry: Sendable {
    let key: String
    /// The choices in words, the default first; for a message.
    let choices: [String]
    let read: @Sendable (WorldOptions) -> String
    /// Sets the choice; false if it is none.
    let write: @Sendable (inout WorldOptions, String) -> Bool

    fileprivate init<Choice: RawRepresentable & CaseIterable & Sendable>(
      _ key: String, _ path: any WritableKeyPath<WorldOptions, Choice> & Sendable
    ) where Choice.RawValue == String {
      self.key = key
      choices = Choice.allCases.map(\.rawValue)
      read = { $0[keyPath: path].rawValue }
      write = { options, text in
        guard let choice = Choice(rawValue: text) else { return false }
        options[keyPath: path] = choice
        return true
      }
    }

    fileprivate init(_ key: String, _ path: any WritableKeyPath<WorldOptions, Int> & Sendable) {
      self.key = key
      choices = ["a whole number"]
      read = { String($0[keyPath: path]) }
      write = { options, text in
        guard let number = Int(text), number >= 0 else { return false }
        options[keyPath: path] = number
        return true
      }
    }
  }

  static let entries: [Entry] = [
    Entry("duplicate_create", \.duplicateCreate),
    Entry("self_grant", \.selfGrant),
    Entry("unknown_grantee", \.unknownGrantee),
    Entry("inactive_grantee", \.inactiveGrantee),
    Entry("wrong_grantor", \.wrongGrantor),
    Entry("missing_grantor", \.missingGrantor),
    Entry("foreign_filter", \.foreignFilter),
    Entry("unknown_keys", \.unknownKeys),
    Entry("delete_success", \.deleteSuccess),
    Entry("delete_missing", \.deleteMissing),
    Entry("delete_as_grantee", \.deleteAsGrantee),
    Entry("bulk_conflict", \.bulkConflict),
    Entry("bulk_missing_key", \.bulkMissingKey),
    Entry("bulk_bad_id", \.bulkBadID),
    Entry("bulk_atomicity", \.bulkAtomicity),
    Entry("bulk_limit", \.bulkLimit),
    Entry("bulk_get", \.bulkGet),
    Entry("list_order", \.listOrder),
    Entry("has_more", \.hasMore),
    Entry("send_as_paging", \.sendAsPaging),
    Entry("inactive_grants", \.inactiveGrants),
    Entry("inactive_key", \.inactiveKey),
    Entry("regrant_id", \.regrantID),
    Entry("content_type", \.contentType),
    Entry("chunked_body", \.chunkedBody),
    Entry("missing_slash", \.missingSlash),
    Entry("slash_location", \.slashLocation),
    Entry("wrong_method", \.wrongMethod),
    Entry("location_header", \.locationHeader),
    Entry("throttled_body", \.throttledBody),
    Entry("oauth_errors", \.oauthErrors),
    Entry("oauth_revoke_unknown", \.oauthRevokeUnknown),
  ]

  /// Sets one option from its spelling in a world file.
  ///
  /// Throws `EmulatorError` of kind `invalidWorld` for an unknown option or choice; it lists those
  /// there are.
  public mutating func set(_ key: String, to choice: String) throws(EmulatorError) {
    guard let entry = Self.entries.first(where: { $0.key == key }) else {
      throw EmulatorError(
        .invalidWorld,
        "options.\(key): is no option; there are \(Self.entries.map(\.key).joined(separator: ", "))"
      )
    }
    guard entry.write(&self, choice) else {
      throw EmulatorError(
        .invalidWorld,
        "options.\(key): '\(choice)' is no choice; use \(entry.choices.joined(separator: " or "))")
    }
  }

  init(_ document: JSONValue?) throws(EmulatorError) {
    self.init()
    guard let document else { return }
    guard case .object(let members) = document else {
      throw EmulatorError(.invalidWorld, "options: must be an object, is \(document.typeName)")
    }
    for member in members {
      switch member.value {
      case .string(let text): try set(member.key, to: text)
      // A status is written as a number by anybody who has not read the manual.
      case .integer(let number): try set(member.key, to: String(number))
      default:
        throw EmulatorError(
          .invalidWorld, "options.\(member.key): must be a text, is \(member.value.typeName)")
      }
    }
  }

  /// Those that are not the default.
  var document: [JSONValue.Member] {
    let usual = Self()
    return Self.entries.filter { $0.read(self) != $0.read(usual) }
      .map { JSONValue.Member(key: $0.key, value: .string($0.read(self))) }
  }
}
