/// The current truth about one organisation, and what has changed since somebody last asked.
struct OrganizationState: Sendable {
  let organization: World.Organization
  let options: WorldOptions
  let surroundings: World.Surroundings
  private(set) var roster: Roster
  private(set) var book = SendAsBook()
  private var ids: SplitMix64
  private var changes: [WorldChange] = []

  /// Starts from a world; equal seeds give new associations equal ids.
  init(_ world: World, seed: UInt64) {
    organization = world.organization
    options = world.options
    surroundings = world.surroundings
    roster = Roster(world.users)
    ids = SplitMix64(seed: seed)
    for association in world.associations {
      // A world names only its own people, so neither can be missing.
      guard let allowing = roster.person(withEmail: association.allowing),
        let allowed = roster.person(withEmail: association.allowed)
      else { continue }
      book.add(SendAsBook.Pair(allowing: allowing, allowed: allowed), id: association.id)
    }
  }

  /// The world as it is now.
  var world: World {
    World(
      checked: organization, users: roster.people,
      associations: book.all.map { row in
        World.Association(
          allowing: roster[row.allowing].email, allowed: roster[row.allowed].email, id: row.id)
      }, options: options, surroundings: surroundings)
  }

  /// Makes an association, or finds the one that is already there.
  mutating func grant(_ pair: SendAsBook.Pair) -> SendAsBook.Row {
    if let existing = book[pair] { return existing }
    var id = makeID(pair)
    // A stored world may hold ids that an earlier process drew from the same seed.
    while book[id: id] != nil, options.regrantID == .new { id = CloseID.association(from: &ids) }
    let row = book.add(pair, id: id)
    changes.append(
      .granted(
        id: id, allowing: roster[pair.allowing].email, allowed: roster[pair.allowed].email))
    return row
  }

  /// Removes an association.
  mutating func revoke(_ row: SendAsBook.Row) {
    book.remove(row)
    changes.append(.revoked(id: row.id))
  }

  private mutating func makeID(_ pair: SendAsBook.Pair) -> String {
    guard options.regrantID == .same else { return CloseID.association(from: &ids) }
    return CloseID.association(
      allowing: roster[pair.allowing].email, allowed: roster[pair.allowed].email)
  }

  /// Adds somebody to the organisation.
  mutating func add(_ person: World.Person) -> Roster.Index {
    changes.append(.member(person: person))
    return roster.add(person)
  }

  /// Changes somebody's membership; nothing happens where nothing is different.
  mutating func set(_ index: Roster.Index, to person: World.Person) {
    guard roster[index] != person else { return }
    roster.replace(index, with: person)
    changes.append(.member(person: person))
    guard person.isInactive, options.inactiveGrants == .removed else { return }
    for row in book.lent(by: index) + book.borrowed(by: index) { revoke(row) }
  }

  /// Whether an association can be seen and used: with `inactive_grants = hidden` not while one of
  /// the two has left.
  func isShown(_ row: SendAsBook.Row) -> Bool {
    options.inactiveGrants != .hidden
      || !(roster[row.allowing].isInactive || roster[row.allowed].isInactive)
  }

  /// Makes a change that was made elsewhere; one that is already so is skipped.
  mutating func apply(_ change: WorldChange) {
    switch change {
    case .granted(let id, let allowing, let allowed):
      guard let allowing = roster.person(withEmail: allowing),
        let allowed = roster.person(withEmail: allowed)
      else { return }
      let pair = SendAsBook.Pair(allowing: allowing, allowed: allowed)
      if book[pair] == nil { book.add(pair, id: id) }
    case .revoked(let id):
      if let row = book[id: id] { book.remove(row) }
    case .member(let person):
      if let index = roster.person(withID: person.id) {
        roster.replace(index, with: person)
      } else {
        roster.add(person)
      }
    case .tokenGiven, .tokenEnded: break
    }
  }

  /// Hands over the changes since the last time, in their order.
  mutating func takeChanges() -> [WorldChange] {
    guard !changes.isEmpty else { return [] }
    defer { changes = [] }
    return changes
  }
}
