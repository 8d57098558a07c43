extension CloseClient {
  /// The person the credential belongs to: `GET /me/`.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/wrongIdentity`` when the client was made
  ///   for another person.
  public func me() async throws(CloseError) -> Me {
    let request = try CloseRequest(.get, ["me"])
    let me = try await read(request, Me.init(json:))
    if let userID, me.id != userID {
      throw CloseError(
        .wrongIdentity,
        "The key \(sender.credential) of \(identity) belongs to \(me.email) (\(me.id)) and not to "
          + "\(userID). Put the person's own key in its place.",
        operation: request.operation, identity: identity, attempts: 1)
    }
    return me
  }

  /// Everybody in the credential's organisation, page by page as they are taken: `GET /user/`.
  /// - Parameter pageSize: how many a request asks for; 100 is Close's default and safe, its upper
  ///   bound is not documented.
  /// - Returns: the pages; nothing is sent before the first is taken.
  public func userPages(pageSize: Int = 100) -> Pages<User> {
    Pages(
      client: self, path: ["user"], filters: [], limit: max(1, pageSize), id: \.id.rawValue,
      decode: User.init(json:))
  }

  /// Everybody in the credential's organisation, each person once: `GET /user/`.
  ///
  /// Whether Close lists deactivated people here is not documented; they are in
  /// ``Organization/inactiveMembers``.
  /// - Throws: ``CloseError``.
  public func users() async throws(CloseError) -> [User] {
    try await userPages().all()
  }

  /// One person: `GET /user/{id}/`.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/notFound`` for people whom the credential
  ///   may not see.
  public func user(_ id: UserID) async throws(CloseError) -> User {
    try await read(CloseRequest(.get, ["user", id.rawValue]), User.init(json:))
  }

  /// An organisation with the people in it: `GET /organization/{id}/`.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/notFound`` for other organisations than
  ///   the credential's.
  public func organization(_ id: OrganizationID) async throws(CloseError) -> Organization {
    try await read(
      CloseRequest(.get, ["organization", id.rawValue]), Organization.init(json:))
  }
}
