/// An organisation with its people and their Send As associations: what an emulator starts from.
///
/// A world is always valid: every way to make one checks the same rules. Its JSON form is
/// `{"organization":{"id","name"},"users":[{"email","first_name","last_name","api_key","role",
/// "id"?,"inactive"?,"membership"?}],"associations":[{"allowing","allowed","id"?}],"options"?,
/// "groups"?,"roles"?,"fixtures"?,"oauth"?}` with people named by their email; ids that are missing
/// are derived from the email, so they are the same every time.
public struct World: Sendable, Equatable {
  /// The one organisation of the world.
  public let organization: Organization
  /// Everybody in it, active or not, in the order of the file.
  public internal(set) var users: [Person]
  /// Who lets whom send as them, oldest first.
  public internal(set) var associations: [Association]
  /// How it answers what Close leaves open.
  public let options: WorldOptions
  var surroundings: Surroundings

  /// An organisation's id and name.
  public struct Organization: Sendable, Equatable {
    /// The id, `orga_…`.
    public let id: String
    /// The name that people see.
    public let name: String

    /// Makes an organisation; without an id, one is derived from the name.
    public init(id: String? = nil, name: String) {
      self.id = id ?? CloseID.organization(name: name)
      self.name = name
    }
  }

  /// One association, its two people named by their email.
  public struct Association: Sendable, Hashable {
    /// The email of the person whose identity is lent.
    public let allowing: String
    /// The email of the person who may send as them.
    public let allowed: String
    /// The id, `sdas_…`.
    public let id: String

    /// Makes an association; without an id, one is derived from the two emails.
    public init(allowing: String, allowed: String, id: String? = nil) {
      self.allowing = allowing
      self.allowed = allowed
      self.id = id ?? CloseID.association(allowing: allowing, allowed: allowed)
    }
  }

  /// Makes a world from its parts.
  ///
  /// Throws `EmulatorError` of kind `invalidWorld` that names the first broken rule by its JSON
  /// path: two people with one email, key or id, an association that names nobody, names one
  /// person twice or exists twice, an id or email of the wrong form.
  public init(
    organization: Organization, users: [Person], associations: [Association],
    options: WorldOptions = WorldOptions()
  ) throws(EmulatorError) {
    try self.init(
      organization: organization, users: users, associations: associations, options: options,
      surroundings: Surroundings())
  }

  init(
    organization: Organization, users: [Person], associations: [Association],
    options: WorldOptions, surroundings: Surroundings
  ) throws(EmulatorError) {
    var rules = WorldRules(options)
    try rules.check(organization)
    for user in users { try rules.check(user) }
    // Spelled as the person is, so that an association can be compared with another by value.
    var spelled: [Association] = []
    for association in associations { spelled.append(try rules.check(association)) }
    for (index, group) in surroundings.groups.enumerated() {
      try rules.check(group, at: "groups[\(index)]")
    }
    for (index, role) in surroundings.roles.enumerated() {
      try rules.check(role, at: "roles[\(index)]")
    }
    for (index, token) in surroundings.oauth.tokens.enumerated() {
      try rules.check(token, surroundings.oauth.apps, at: "oauth.tokens[\(index)]")
    }
    self.init(
      checked: organization, users: users, associations: spelled, options: options,
      surroundings: surroundings)
  }

  /// Makes a world from parts that are known to keep the rules.
  init(
    checked organization: Organization, users: [Person], associations: [Association],
    options: WorldOptions = WorldOptions(), surroundings: Surroundings = Surroundings()
  ) {
    self.organization = organization
    self.users = users
    self.associations = associations
    self.options = options
    self.surroundings = surroundings
  }

  /// The same people and associations, with other answers to what Close leaves open.
  public func with(_ options: WorldOptions) -> World {
    World(
      checked: organization, users: users, associations: associations, options: options,
      surroundings: surroundings)
  }
}
