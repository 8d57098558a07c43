import CloseAPI
import Journal

// What a change in the journal was about, and what it came to.
extension OperationRecord {
  /// Whom it has granted and revoked; also of a bulk that failed half-way.
  var effect: (granted: [UserID], revoked: [UserID]) {
    let json = answer
    switch kind {
    case "grant":
      guard json?["new"]?.boolValue == true, let association = json?["association"],
        let user = association["allowed_user_id"]?.stringValue
      else { return ([], []) }
      return ([UserID(user)], [])
    case "revoke":
      guard json?["revoked"]?.boolValue == true else { return ([], []) }
      return ([], revokedUser.map { [$0] } ?? [])
    default: return (Outcome.users(json?["granted"]), Outcome.users(json?["revoked"]))
    }
  }

  /// The associations that its answer has shown, by the person allowed.
  var associationsAfter: [UserID: Association] {
    let json = answer
    let shown =
      (json?["associations"]?.arrayValue ?? []) + [json?["association"]].compactMap(\.self)
    let associations = shown.compactMap { try? Association(json: $0) }
    return Dictionary(associations.map { ($0.allowedUserID, $0) }) { _, latest in latest }
  }

  /// The associations of the people concerned, as they were before.
  var associationsBefore: [Association] {
    let json = before.flatMap { try? JSONValue(parsing: $0) }
    return (json?.arrayValue ?? []).compactMap { try? Association(json: $0) }
  }

  /// The people whose permission it is about, as far as its arguments name them.
  var users: [UserID] {
    let json = try? JSONValue(parsing: arguments)
    let lists = ["allowed_user_ids", "disallowed_user_ids", "users"].map {
      Outcome.users(json?[$0])
    }
    let one = [json?["allowed_user_id"]?.stringValue.map { UserID($0) }, revokedUser]
    return Array(
      Set(lists.joined() + one.compactMap(\.self) + associationsBefore.map(\.allowedUserID)))
  }

  /// Who is named as the one whose permission it is about.
  var namedUser: UserID? {
    let json = try? JSONValue(parsing: arguments)
    return json?["allowed_user_id"]?.stringValue.map { UserID($0) }
  }

  /// Named by the person, or by an association that the journal has seen before it went.
  private var revokedUser: UserID? {
    if let namedUser { return namedUser }
    let id = (try? JSONValue(parsing: arguments))?["id"]?.stringValue
    return associationsBefore.first { $0.id.rawValue == id }?.allowedUserID
  }
}
