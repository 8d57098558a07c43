extension World.Person {
  static let keys = [
    "email", "first_name", "last_name", "api_key", "role", "id", "inactive", "membership",
  ]

  init(_ user: JSONReader) throws(EmulatorError) {
    self.init(
      email: try user.text("email"), firstName: try user.text("first_name"),
      lastName: try user.text("last_name"), apiKey: try user.text("api_key"),
      role: try user.text("role"), id: try user.optionalText("id"),
      isInactive: try user.optionalTruth("inactive") ?? false)
    if try user.optionalObject("membership", keys: MembershipSettings.keys) != nil,
      case .object(let members) = user.value("membership")
    {
      membership = members.sorted { $0.key < $1.key }
    }
  }

  var document: JSONValue {
    let usual: JSONValue = [
      "email": .string(email), "first_name": .string(firstName), "last_name": .string(lastName),
      "api_key": .string(apiKey), "role": .string(role), "id": .string(id),
    ]
    guard case .object(var members) = usual else { return usual }
    if isInactive { members.append(JSONValue.Member(key: "inactive", value: true)) }
    if !membership.isEmpty {
      members.append(JSONValue.Member(key: "membership", value: .object(membership)))
    }
    return .object(members)
  }
}
