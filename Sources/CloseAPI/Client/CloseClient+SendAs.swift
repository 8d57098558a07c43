extension CloseClient {
  /// Lists associations that the credential's owner takes part in: `GET /send_as/`.
  ///
  /// One of the two people has to be the owner; without both, Close lists those where the owner is
  /// the allowing user. The order is Close's own and means nothing.
  /// - Parameters:
  ///   - allowing: only associations in which this person lends their identity.
  ///   - allowed: only associations in which this person may send as somebody.
  /// - Returns: the associations that fit, all pages of them.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/wrongIdentity`` before anything is sent
  ///   when neither person is the owner.
  public func associations(
    allowing: UserID? = nil, allowed: UserID? = nil
  ) async throws(CloseError) -> [Association] {
    let people = [("allowing_user_id", allowing), ("allowed_user_id", allowed)]
    let filters = people.compactMap { name, person in person.map { (name, $0.rawValue) } }
    if !filters.isEmpty {
      try check(
        [allowing, allowed].compactMap(\.self), of: CloseRequest(.get, ["send_as"]),
        advice: "Ask as one of the people concerned.")
    }
    let pages = Pages(
      client: self, path: ["send_as"], filters: filters, limit: nil, id: \.id.rawValue,
      decode: Association.init(json:),
      directly: { members throws(CloseError) in
        try AssociationList(&members).map { ($0.items, $0.hasMore) }
      })
    return try await pages.all()
  }

  /// One association: `GET /send_as/{id}/`.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/notFound`` also for associations that the
  ///   credential's owner takes no part in.
  public func association(_ id: AssociationID) async throws(CloseError) -> Association {
    try await read(CloseRequest(.get, ["send_as", id.rawValue]), Association.init(json:))
  }

  /// Lets somebody send email as the credential's owner: `POST /send_as/`.
  ///
  /// What Close does when the association exists already is not documented; a caller that needs to
  /// know looks before.
  /// - Parameters:
  ///   - allowed: who shall be allowed.
  ///   - allowing: the credential's owner.
  /// - Returns: the association as it is now.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/ambiguous`` when nobody knows whether it
  ///   was made, of kind ``CloseError/Kind/wrongIdentity`` before anything is sent when the
  ///   allowing user is not the owner.
  public func grant(
    to allowed: UserID, from allowing: UserID
  ) async throws(CloseError) -> Association {
    let request = try CloseRequest(
      .post, ["send_as"],
      body: [
        "allowed_user_id": .string(allowed.rawValue),
        "allowing_user_id": .string(allowing.rawValue),
      ])
    try check([allowing], of: request, advice: "Use the credential of the allowing user.")
    return try await read(
      request,
      directly: { members throws(CloseError) in
        let association = try Association(&members)
        return association?.lends(allowing, to: allowed) == true ? association : nil
      }
    ) { json throws(CloseError) in
      let association = try Association(json: json)
      guard association.lends(allowing, to: allowed) else {
        throw CloseError(
          .unexpectedAnswer, "Close answered with the association of other people (\(json)).")
      }
      return association
    }
  }

  /// Takes one permission back: `DELETE /send_as/{id}/`.
  /// - Throws: ``CloseError``; of kind ``CloseError/Kind/notFound`` when it is gone already, of
  ///   kind ``CloseError/Kind/ambiguous`` when nobody knows.
  public func revoke(_ id: AssociationID) async throws(CloseError) {
    try await write(CloseRequest(.delete, ["send_as", id.rawValue]))
  }

  /// Takes one permission back by its two people: `DELETE /send_as/?…`.
  /// - Parameters:
  ///   - allowed: who shall not be allowed any longer.
  ///   - allowing: the credential's owner.
  /// - Throws: the same as ``revoke(_:)``, and of kind ``CloseError/Kind/wrongIdentity`` before
  ///   anything is sent when the allowing user is not the owner.
  public func revoke(allowed: UserID, allowing: UserID) async throws(CloseError) {
    let request = try CloseRequest(
      .delete, ["send_as"],
      query: [
        ("allowing_user_id", allowing.rawValue), ("allowed_user_id", allowed.rawValue),
      ])
    try check([allowing], of: request, advice: "Use the credential of the allowing user.")
    try await write(request)
  }

  /// Allows and disallows many people at once, for the credential's owner: `POST /send_as/bulk/`.
  /// - Returns: all associations in which the owner is the allowing user, afterwards.
  /// - Throws: ``CloseError``; for a bad id of kind ``CloseError/Kind/invalid``, where
  ///   ``CloseError/elementErrors(of:)`` may tell which.
  public func bulk(_ change: BulkChange) async throws(CloseError) -> [Association] {
    let request = try CloseRequest(.post, ["send_as", "bulk"], body: change.body, effect: .sets)
    return try await read(
      request, directly: { members throws(CloseError) in try AssociationList(&members)?.items }
    ) { json throws(CloseError) in
      var answer = try AnswerObject(json, what: "the answer to a bulk change")
      var associations: [Association] = []
      for element in try answer.array("data") {
        associations.append(try Association(json: element))
      }
      return associations
    }
  }
}

extension Association {
  fileprivate func lends(_ allowing: UserID, to allowed: UserID) -> Bool {
    allowingUserID == allowing && allowedUserID == allowed
  }
}
