/// How the emulated Close decides what Close leaves open.
///
/// Each is a row of the reference's list of unspecified behaviours whose confidence is not high;
/// the default is the likelier answer. A client that works with both choices of each works with
/// Close, whichever it turns out to be. In a world's JSON they are `"options": {"KEY": "CHOICE"}`.
public struct WorldOptions: Sendable, Equatable {
  /// `duplicate_create`: what a grant that is already there is answered.
  public var duplicateCreate = DuplicateCreate.existing
  /// `self_grant`: whether somebody may let themselves send as themselves.
  public var selfGrant = Permission.refused
  /// `unknown_grantee`: the status of a grant to somebody unknown.
  public var unknownGrantee = InvalidOrMissing.invalid
  /// `inactive_grantee`: whether somebody who has left can be granted to.
  public var inactiveGrantee = Permission.refused
  /// `wrong_grantor`: the status of a change in another's name.
  public var wrongGrantor = InvalidOrForbidden.invalid
  /// `missing_grantor`: what a grant without `allowing_user_id` is.
  public var missingGrantor = MissingGrantor.invalid
  /// `foreign_filter`: what a list of two others is answered.
  public var foreignFilter = ForeignFilter.invalid
  /// `unknown_keys`: what keys of a body that mean nothing do.
  public var unknownKeys = UnknownKeys.ignored
  /// `delete_success`: what a successful delete is answered.
  public var deleteSuccess = DeleteSuccess.noContent
  /// `delete_missing`: what the delete of something that is not there is answered.
  public var deleteMissing = DeleteMissing.notFound
  /// `delete_as_grantee`: the status of a delete by the allowed user.
  public var deleteAsGrantee = ForbiddenOrMissing.forbidden
  /// `bulk_conflict`: what a user on both lists of a bulk edit comes to.
  public var bulkConflict = BulkConflict.error
  /// `bulk_missing_key`: what a bulk edit without one of its lists is.
  public var bulkMissingKey = BulkMissingKey.empty
  /// `bulk_bad_id`: how a bulk edit with a bad id is refused.
  public var bulkBadID = BulkBadID.nested
  /// `bulk_atomicity`: whether a refused bulk edit may have done what stood before the bad id.
  public var bulkAtomicity = BulkAtomicity.atomic
  /// `bulk_limit`: the most ids in one list of a bulk edit; 0 for any number.
  public var bulkLimit = 1000
  /// `bulk_get`: the status of `GET /send_as/bulk/`.
  public var bulkGet = WrongMethodOrMissing.wrongMethod
  /// `list_order`: the order of associations in lists.
  public var listOrder = ListOrder.insertion
  /// `has_more`: whether lists of associations say that there is no more.
  public var hasMore = Presence.absent
  /// `send_as_paging`: whether `_limit`, `_skip` and `_fields` work on associations.
  public var sendAsPaging = SendAsPaging.ignored
  /// `inactive_grants`: what becomes of the associations of somebody who leaves.
  public var inactiveGrants = InactiveGrants.kept
  /// `inactive_key`: the status of a request by somebody who has left.
  public var inactiveKey = UnauthorizedOrForbidden.unauthorized
  /// `regrant_id`: the id of an association that is made again.
  public var regrantID = RegrantID.new
  /// `content_type`: what a body that is not called JSON is answered.
  public var contentType = ContentType.unsupported
  /// `chunked_body`: whether a body may come without its length.
  public var chunkedBody = Permission.refused
  /// `missing_slash`: the status of a path without its slash.
  public var missingSlash = MissingSlash.permanent
  /// `slash_location`: whether that redirect names the whole address or the path only.
  public var slashLocation = SlashLocation.absolute
  /// `wrong_method`: the status of a method that a path does not have.
  public var wrongMethod = WrongMethodOrMissing.wrongMethod
  /// `location_header`: whether a 201 names the place of what was made.
  public var locationHeader = Presence.absent
  /// `throttled_body`: the body of a 429.
  public var throttledBody = ThrottledBody.error
  /// `oauth_errors`: the shape of errors of the token endpoint.
  public var oauthErrors = OAuthErrors.rfc6749
  /// `oauth_revoke_unknown`: the status of revoking a token that is not one.
  public var oauthRevokeUnknown = RevokeUnknown.done

  /// Makes options with the likelier answers.
  public init() {}
}
