extension Profile {
  /// Checks that whoever `/me/` says the credential belongs to is whom the configuration means.
  ///
  /// A profile that says neither email nor user id means whoever its credential belongs to.
  ///
  /// - Parameters:
  ///   - userID: the user id that `/me/` gave.
  ///   - email: the email that `/me/` gave.
  /// - Throws: ``ProfileError`` of kind `noCredential` that names both people: with somebody else's
  ///   key, permissions would silently be given in the wrong name.
  public func confirm(userID: String, email: String) throws(ProfileError) {
    let isRightUser = self.userID == nil || self.userID == userID
    let isRightEmail = self.email == nil || self.email?.lowercased() == email.lowercased()
    guard !isRightUser || !isRightEmail else { return }
    let expected = [self.email, self.userID].compactMap(\.self).joined(separator: ", ")
    throw ProfileError(
      .noCredential,
      "Profile \"\(name)\" is configured for \(expected), but its key belongs to \(email) "
        + "(\(userID)). Put the right key there (\(source.summary)), or correct the profile.")
  }
}
