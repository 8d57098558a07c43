// Who belongs to the organisation. Only those who may manage the organisation change that.
extension CloseClient {
  /// Sees to it that somebody is an active member: they are invited, or come back:
  /// `POST /membership/`.
  ///
  /// Close answers the same when they are one already, so it is sent again where its fate is unknown.
  /// - Parameters:
  ///   - email: the person's address.
  ///   - roleID: their role; without one Close chooses.
  /// - Returns: their place as it is now.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/forbidden`` where this is not the owner's to
  ///   do.
  public func addMember(email: String, roleID: String? = nil) async throws(CloseError) -> Member {
    var body: [(String, JSONValue)] = [("email", .string(email))]
    if let roleID { body.append(("role_id", .string(roleID))) }
    return try await read(
      CloseRequest(.post, ["membership"], body: .object(body), effect: .sets),
      Member.init(json:))
  }

  /// Changes somebody's place: `PUT /membership/{id}/`.
  /// - Returns: their place as it is now.
  /// - Throws: ``CloseError``.
  public func changeMember(
    _ id: MembershipID, _ change: MembershipChange
  ) async throws(CloseError) -> Member {
    try await read(
      CloseRequest(.put, ["membership", id.rawValue], body: .object(change.members)),
      Member.init(json:))
  }

  /// Changes many people's places in the same way at once: `PUT /membership/`.
  /// - Returns: how many were changed.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/badArgument`` where nobody is named.
  public func changeMembers(
    _ ids: [MembershipID], _ change: MembershipChange
  ) async throws(CloseError) -> Int {
    guard !ids.isEmpty, ids.allSatisfy({ !$0.rawValue.isEmpty }) else {
      throw CloseError(
        .badArgument, "No membership is named, or one by an empty id; name those that are meant.",
        operation: "PUT /membership/", identity: identity)
    }
    let asked = JSONValue.string(ids.map(\.rawValue).joined(separator: ","))
    let body = [("_params", JSONValue.object([("id__in", asked)]))] + change.members
    return try await read(CloseRequest(.put, ["membership"], body: .object(body))) {
      json throws(CloseError) in
      guard let count = json["count"]?.integerValue else {
        throw CloseError(.unexpectedAnswer, "Close did not say how many were changed.")
      }
      return Int(count)
    }
  }

  /// Takes somebody out of the organisation: `DELETE /membership/{id}/`.
  ///
  /// Their credential is not accepted any more then, so what they lend has to be taken back before.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/notFound`` where there is no such
  ///   membership.
  public func deactivateMember(_ id: MembershipID) async throws(CloseError) {
    try await write(CloseRequest(.delete, ["membership", id.rawValue]))
  }
}
