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
      "Profile '\(name)' is configured for \(expected), but its key belongs to \(email) "
        + "(\(userID)). Put the right key there (\(source.summary)), or correct the profile.")
  }
  /// Checks that the credential acts where the configuration says.
  func confirm(organization person: KnownPerson) throws(ProfileError) {
    guard let organizationID, organizationID != person.organizationID else { return }
    throw ProfileError(
      .noCredential,
      "Profile '\(name)' is \(person.email) in organization \(organizationID), but its key acts in "
        + "\(person.organizationName ?? person.organizationID) (\(person.organizationID)). Put a key "
        + "of the first there (\(source.summary)), or make a profile of its own for the second.")
  }
}
