import CloseAPI

/// What stands of one identity's permissions.
struct Standing: Sendable {
  /// The associations by allowed person.
  var book: [UserID: Association]
  /// Of whom the book may be wrong: their changes are sent, whatever it says.
  var doubtful: Set<UserID> = []

  /// What a change comes to without a request; nil where it has to be sent.
  func settlement(
    of wish: ChangeQueue.Change.Wish, _ user: UserID
  ) -> ChangeQueue.Settlement? {
    if doubtful.contains(user) { return nil }
    return switch (wish, book[user]) {
    case (.grant, let association?): .alreadyGranted(association)
    case (.revoke, nil): .nothingToRevoke
    default: nil
    }
  }
}
