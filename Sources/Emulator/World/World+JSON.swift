public import FoundationEssentials

extension World {
  /// Reads a world from the JSON text of a file.
  ///
  /// Throws `EmulatorError`: `notJSON`, or `invalidWorld` with the JSON path of the first place
  /// that breaks a rule, such as `users[3].email: …`. Unknown keys are errors, so that a
  /// misspelled one is not silently without effect.
  public init(json: Data) throws(EmulatorError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: Array(json))
    } catch {
      throw EmulatorError(
        .notJSON,
        "the world is not JSON: line \(error.line): \(error.words); correct the file", cause: error)
    }
    try self.init(document)
  }

  /// The world as JSON text for a file, with every id written out.
  ///
  /// It holds the people's keys.
  public func json() -> Data {
    Data(document.readableText)
  }

  private init(_ document: JSONValue) throws(EmulatorError) {
    let world = try JSONReader(
      document, at: "",
      keys: ["organization", "users", "associations", "options"] + Surroundings.keys)
    let organization = try world.object("organization", keys: ["id", "name"])
    var people: [Person] = []
    for user in try world.objects("users", keys: Person.keys) {
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
      users: people, associations: pairs, options: try WorldOptions(world.value("options")),
      surroundings: try Surroundings(world))
  }

  private var document: JSONValue {
    let people: JSONValue = [
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
    guard case .object(let members) = people else { return people }
    let set = options.document
    let choices = set.isEmpty ? [] : [JSONValue.Member(key: "options", value: .object(set))]
    return .object(members + choices + surroundings.document)
  }
}
