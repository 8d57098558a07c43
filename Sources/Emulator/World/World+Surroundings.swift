extension World {
  /// What a world has beside its people: groups, roles, OAuth apps and other resources' objects.
  struct Surroundings: Sendable, Equatable {
    /// A group; its members are named by their email.
    struct Group: Sendable, Equatable {
      let id: String
      let name: String
      let members: [String]
    }

    /// A role beside Close's own four.
    struct Role: Sendable, Equatable {
      let id: String
      let name: String
      let permissions: [String]
    }

    /// Objects that are served at a path, such as `lead` or `activity/email`.
    struct Fixture: Sendable, Equatable {
      let path: String
      let objects: [JSONValue]
    }

    var groups: [Group] = []
    var roles: [Role] = []
    var fixtures: [Fixture] = []
    var oauth = OAuthSettings()
  }
}

extension World.Surroundings {
  static let keys = ["groups", "roles", "fixtures", "oauth"]

  init(_ world: JSONReader) throws(EmulatorError) {
    for group in try world.objects("groups", keys: ["id", "name", "members"], isOptional: true) {
      let name = try group.text("name")
      groups.append(
        Group(
          id: try group.optionalText("id") ?? CloseID.group(name: name), name: name,
          members: try group.texts("members")))
    }
    for role in try world.objects("roles", keys: ["id", "name", "permissions"], isOptional: true) {
      let name = try role.text("name")
      roles.append(
        Role(
          id: try role.optionalText("id") ?? CloseID.role(name: name), name: name,
          permissions: try role.texts("permissions")))
    }
    fixtures = try Self.fixtures(world.value("fixtures"))
    if let settings = try world.optionalObject("oauth", keys: OAuthSettings.keys) {
      oauth = try OAuthSettings(settings)
    }
  }

  private static func fixtures(_ document: JSONValue?) throws(EmulatorError) -> [Fixture] {
    guard let document else { return [] }
    guard case .object(let members) = document else {
      throw EmulatorError(.invalidWorld, "fixtures: must be an object, is \(document.typeName)")
    }
    var fixtures: [Fixture] = []
    for member in members {
      let path = member.key.split(separator: "/").joined(separator: "/")
      guard !path.isEmpty, !path.hasPrefix("api/") else {
        throw EmulatorError(
          .invalidWorld,
          "fixtures.\(member.key): is no path of a resource; write it without /api/v1/, as in lead")
      }
      guard Router.Resources.named[path.prefix { $0 != "/" }] == nil else {
        throw EmulatorError(
          .invalidWorld,
          "fixtures.\(member.key): the emulator answers this itself; remove it, and put people, "
            + "groups and roles into users, groups and roles")
      }
      guard case .array(let objects) = member.value else {
        throw EmulatorError(
          .invalidWorld,
          "fixtures.\(member.key): must be a list of objects, is \(member.value.typeName)")
      }
      for (index, object) in objects.enumerated() {
        guard case .object = object else {
          throw EmulatorError(
            .invalidWorld,
            "fixtures.\(member.key)[\(index)]: must be an object, is \(object.typeName)")
        }
      }
      fixtures.append(Fixture(path: path, objects: objects))
    }
    return fixtures
  }

  /// Its members in a world's JSON; what is empty is left out.
  var document: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if !groups.isEmpty {
      let rows = groups.map { group -> JSONValue in
        [
          "id": .string(group.id), "name": .string(group.name),
          "members": .array(group.members.map(JSONValue.string)),
        ]
      }
      members.append(.init(key: "groups", value: .array(rows)))
    }
    if !roles.isEmpty {
      let rows = roles.map { role -> JSONValue in
        [
          "id": .string(role.id), "name": .string(role.name),
          "permissions": .array(role.permissions.map(JSONValue.string)),
        ]
      }
      members.append(.init(key: "roles", value: .array(rows)))
    }
    if !fixtures.isEmpty {
      let paths = fixtures.map { JSONValue.Member(key: $0.path, value: .array($0.objects)) }
      members.append(.init(key: "fixtures", value: .object(paths)))
    }
    if oauth != OAuthSettings() { members.append(.init(key: "oauth", value: oauth.document)) }
    return members
  }
}
