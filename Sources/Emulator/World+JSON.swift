public import Foundation

extension World: Codable {
  /// Reads a world from the JSON text of a file.
  ///
  /// Throws `EmulatorError`: `notJSON`, or `invalidWorld` with the JSON path of the first place
  /// that breaks a rule, such as `users[3].email: …`. Unknown keys are errors, so that a
  /// misspelled one is not silently without effect.
  public init(json: Data) throws(EmulatorError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: json)
    } catch {
      throw EmulatorError(
        .notJSON, "the world is not JSON: \(Self.explanation(of: json)); correct the file",
        cause: error)
    }
    try self.init(document)
  }

  /// Reads a world as part of another document, by the same rules as `init(json:)`.
  public init(from decoder: any Decoder) throws {
    try self.init(JSONValue(from: decoder))
  }

  /// Writes the world in its JSON form.
  public func encode(to encoder: any Encoder) throws {
    try document.encode(to: encoder)
  }

  /// The world as JSON text for a file, with every id written out.
  ///
  /// It holds the people's keys.
  public func json() -> Data {
    Data(document.readableText)
  }

  private init(_ document: JSONValue) throws(EmulatorError) {
    let world = try JSONReader(
      document, at: "", keys: ["organization", "users", "associations"])
    let organization = try world.object("organization", keys: ["id", "name"])
    var people: [Person] = []
    for user in try world.objects("users", keys: Self.userKeys) {
      people.append(try Person(user))
    }
    var pairs: [Association] = []
    for pair in try world.objects(
      "associations", keys: ["allowing", "allowed", "id"], isOptional: true)
    {
      pairs.append(
        Association(
          allowing: try pair.text("allowing"), allowed: try pair.text("allowed"),
          id: try pair.optionalText("id")))
    }
    try self.init(
      organization: Organization(
        id: try organization.optionalText("id"), name: try organization.text("name")),
      users: people, associations: pairs)
  }

  private static let userKeys = [
    "email", "first_name", "last_name", "api_key", "role", "id", "inactive",
  ]

  private var document: JSONValue {
    [
      "organization": ["id": .string(organization.id), "name": .string(organization.name)],
      "users": .array(users.map(\.document)),
      "associations": .array(
        associations.map {
          [
            "allowing": .string($0.allowing), "allowed": .string($0.allowed),
            "id": .string($0.id),
          ]
        }),
    ]
  }

  /// Where and why text is no JSON.
  ///
  /// The decoder says neither on Linux; the older parser gives at least the character, from which
  /// a person wants the line.
  private static func explanation(of json: Data) -> String {
    do {
      _ = try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)
      return "the text cannot be read"
    } catch {
      let words = (error as NSError).userInfo["NSDebugDescription"] as? String ?? ""
      guard let character = words.firstMatch(of: /(.*) around character (\d+)/),
        let offset = Int(character.2)
      else { return words.isEmpty ? "the text cannot be read" : words }
      let lines = json.prefix(offset).count { $0 == UInt8(ascii: "\n") }
      return "\(character.1) around line \(lines + 1)"
    }
  }
}

extension World.Person {
  fileprivate init(_ user: JSONReader) throws(EmulatorError) {
    self.init(
      email: try user.text("email"), firstName: try user.text("first_name"),
      lastName: try user.text("last_name"), apiKey: try user.text("api_key"),
      role: try user.text("role"), id: try user.optionalText("id"),
      isInactive: try user.optionalTruth("inactive") ?? false)
  }

  fileprivate var document: JSONValue {
    var members: JSONValue = [
      "email": .string(email), "first_name": .string(firstName), "last_name": .string(lastName),
      "api_key": .string(apiKey), "role": .string(role), "id": .string(id),
    ]
    if isInactive, case .object(let known) = members {
      members = .object(known + [JSONValue.Member(key: "inactive", value: true)])
    }
    return members
  }
}
