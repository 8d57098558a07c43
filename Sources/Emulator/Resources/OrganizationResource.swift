/// `/organization/{id}/`.
enum OrganizationResource {
  @Sendable static func paths(
    _ rest: ArraySlice<Substring>, _: WorldOptions
  ) -> Router.Path? {
    guard rest.count == 1, let id = rest.first.map(String.init) else { return nil }
    return Router.Path(get: { call, state throws(Refusal) in
      // A key is bound to one organisation; any other is as good as unknown.
      guard id == state.organization.id else { throw .noSuch("Organization") }
      return .document(state.organizationDocument)
    })
  }
}
