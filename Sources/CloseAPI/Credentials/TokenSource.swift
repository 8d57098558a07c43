/// Access tokens that are renewed while they are used, so that a run may outlast each of them.
public protocol TokenSource: Sendable {
  /// A token that is good now.
  ///
  /// Called for every request, by many at once.
  ///
  /// - Parameters:
  ///   - refused: a token that Close has just not accepted, so that another one is needed.
  ///   - authority: where tokens are renewed.
  /// - Returns: the token.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unauthorized`` that says how to log in again
  ///   when there will be no other, or of the kind of the failure that came between.
  func accessToken(
    after refused: String?, from authority: OAuthAuthority
  ) async throws(CloseError) -> String
}
