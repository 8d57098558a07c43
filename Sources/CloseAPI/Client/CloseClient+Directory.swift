// What an organisation consists of besides its people: groups, roles, connected accounts.
extension CloseClient {
  /// All groups, without their members: `GET /group/`.
  /// - Throws: ``CloseError``.
  public func groups() async throws(CloseError) -> [Group] {
    try await list(["group"], id: \.id.rawValue, Group.init(json:))
  }

  /// One group with its members: `GET /group/{id}/`.
  /// - Throws: ``CloseError``.
  public func group(_ id: GroupID) async throws(CloseError) -> Group {
    try await read(CloseRequest(.get, ["group", id.rawValue]), Group.init(json:))
  }

  /// Makes a group: `POST /group/`.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/ambiguous`` when nobody knows whether it was
  ///   made.
  public func makeGroup(
    name: String, members: [UserID] = []
  ) async throws(CloseError) -> Group {
    let people = members.map { JSONValue.object([("user_id", .string($0.rawValue))]) }
    return try await read(
      CloseRequest(
        .post, ["group"], body: .object([("name", .string(name)), ("members", .array(people))])),
      Group.init(json:))
  }

  /// Gives a group another name: `PUT /group/{id}/`.
  /// - Throws: ``CloseError``.
  public func renameGroup(_ id: GroupID, to name: String) async throws(CloseError) -> Group {
    try await read(
      CloseRequest(.put, ["group", id.rawValue], body: ["name": .string(name)]),
      Group.init(json:))
  }

  /// Deletes a group; its members stay who they are: `DELETE /group/{id}/`.
  /// - Throws: ``CloseError``.
  public func deleteGroup(_ id: GroupID) async throws(CloseError) {
    try await write(CloseRequest(.delete, ["group", id.rawValue]))
  }

  /// Puts somebody into a group; nothing changes where they are in it: `POST /group/{id}/member/`.
  /// - Throws: ``CloseError``.
  public func add(_ user: UserID, to group: GroupID) async throws(CloseError) {
    try await write(
      CloseRequest(
        .post, ["group", group.rawValue, "member"], body: ["user_id": .string(user.rawValue)],
        effect: .sets))
  }

  /// Takes somebody out of a group: `DELETE /group/{id}/member/{user_id}/`.
  /// - Throws: ``CloseError``.
  public func remove(_ user: UserID, from group: GroupID) async throws(CloseError) {
    try await write(
      CloseRequest(.delete, ["group", group.rawValue, "member", user.rawValue]))
  }

  /// All roles, Close's own and the organisation's: `GET /role/`.
  /// - Throws: ``CloseError``.
  public func roles() async throws(CloseError) -> [Role] {
    try await list(["role"], id: \.id, Role.init(json:))
  }

  /// One role: `GET /role/{id}/`.
  /// - Throws: ``CloseError``.
  public func role(_ id: String) async throws(CloseError) -> Role {
    try await read(CloseRequest(.get, ["role", id]), Role.init(json:))
  }

  /// The accounts that the credential's owner can use, also those that they may send as:
  /// `GET /connected_account/`.
  /// - Parameter user: only this person's.
  /// - Returns: the accounts, all pages of them.
  /// - Throws: ``CloseError``.
  public func connectedAccounts(of user: UserID? = nil) async throws(CloseError)
    -> [ConnectedAccount]
  {
    let filters = user.map { [("user_id", $0.rawValue)] } ?? []
    return try await list(
      ["connected_account"], filters, id: \.id, ConnectedAccount.init(json:))
  }

  /// One account: `GET /connected_account/{id}/`.
  /// - Throws: ``CloseError``.
  public func connectedAccount(_ id: String) async throws(CloseError) -> ConnectedAccount {
    try await read(CloseRequest(.get, ["connected_account", id]), ConnectedAccount.init(json:))
  }

  private func list<Item: Sendable>(
    _ path: [String], _ filters: [(String, String)] = [],
    id: @escaping @Sendable (Item) -> String,
    _ decode: @escaping @Sendable (JSONValue) throws(CloseError) -> Item
  ) async throws(CloseError) -> [Item] {
    let pages = Pages(
      client: self, path: path, filters: filters, limit: nil, id: id, decode: decode)
    return try await pages.all()
  }
}
