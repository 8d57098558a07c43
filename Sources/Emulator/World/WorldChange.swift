/// One change to a world, as it is told to observers and kept in a store's log.
public enum WorldChange: Sendable, Hashable {
  /// An association was made; the two people are named by their email.
  case granted(id: String, allowing: String, allowed: String)
  /// The association with this id was removed.
  case revoked(id: String)
  /// Somebody has joined, left, come back or been given another role; this is how they are now.
  case member(person: World.Person)
  /// An OAuth app was given a token.
  case tokenGiven(World.Token)
  /// A token is no good any more: it was traded for another, or revoked.
  case tokenEnded(World.Token)
}

extension WorldChange {
  private static let association = ["id", "allowing", "allowed"]

  /// Reads a line of a log, an object with the one member that `document` makes.
  init(_ line: JSONValue) throws(EmulatorError) {
    let kinds = ["granted", "revoked", "member", "token_given", "token_ended"]
    let change = try JSONReader(line, at: "change", keys: kinds)
    if let granted = try change.optionalObject("granted", keys: Self.association) {
      self = .granted(
        id: try granted.text("id"), allowing: try granted.text("allowing"),
        allowed: try granted.text("allowed"))
    } else if let revoked = try change.optionalObject("revoked", keys: ["id"]) {
      self = .revoked(id: try revoked.text("id"))
    } else if let member = try change.optionalObject("member", keys: ["person"]) {
      self = .member(
        person: try World.Person(member.object("person", keys: World.Person.keys)))
    } else if let given = try change.optionalObject("token_given", keys: World.Token.keys) {
      self = .tokenGiven(try World.Token(given))
    } else {
      self = .tokenEnded(
        try World.Token(change.object("token_ended", keys: World.Token.keys)))
    }
  }

  /// `{"granted":{"id","allowing","allowed"}}`, `{"revoked":{"id"}}`, `{"member":{"person":{…}}}`
  /// with a person as in a world, `{"token_given":{…}}` or `{"token_ended":{…}}` with a token.
  var document: JSONValue {
    switch self {
    case .granted(let id, let allowing, let allowed):
      [
        "granted": [
          "id": .string(id), "allowing": .string(allowing), "allowed": .string(allowed),
        ]
      ]
    case .revoked(let id): ["revoked": ["id": .string(id)]]
    case .member(let person): ["member": ["person": person.document]]
    case .tokenGiven(let token): ["token_given": token.document]
    case .tokenEnded(let token): ["token_ended": token.document]
    }
  }
}
