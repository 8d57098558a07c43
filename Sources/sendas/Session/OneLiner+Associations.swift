import CloseAPI
import Runs

// What is said of associations that are not the acting person's own, in the words of the command line.
extension OneLiner {
  /// That the acting person has no association of this id; Close tells nothing of other people's.
  func noAssociation(_ id: String, _ command: String) -> String {
    "\(identity.me.email) has no association \(id): check the id, which 'sendas list' shows. If it is"
      + " between other people, act as the one who granted it:"
      + " sendas \(command) --profile WHO \(ShellText.quoted(id))"
  }

  /// The refusal to take back what somebody else has granted.
  func othersAssociation(_ id: String) async -> Failure {
    var allowing: String?
    if case .association(let association)? = try? await perform(.get(AssociationID(rawValue: id))) {
      allowing = try? await email(association.allowingUserID)
    }
    let who = allowing ?? "another person"
    return Failure(
      .refused,
      "association \(id) was granted by \(who), and only they can take it back; act as them, for which"
        + " a credential of theirs is needed:"
        + " sendas revoke --profile \(allowing ?? "WHO") \(ShellText.quoted(id))")
  }
}
