/// The current truth about one organisation, and what has changed since somebody last asked.
struct OrganizationState: Sendable {
  let organization: World.Organization
  let roster: Roster
  private(set) var book = SendAsBook()
  private var ids: SplitMix64
  private var changes: [WorldChange] = []

  /// Starts from a world; equal seeds give new associations equal ids.
  init(_ world: World, seed: UInt64) {
    organization = world.organization
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
      })
  }

  /// Makes an association, or finds the one that is already there.
  mutating func grant(_ pair: SendAsBook.Pair) -> SendAsBook.Row {
    if let existing = book[pair] { return existing }
    var id = CloseID.association(from: &ids)
    // A stored world may hold ids that an earlier process drew from the same seed.
    while book[id: id] != nil { id = CloseID.association(from: &ids) }
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

  /// Hands over the changes since the last time, in their order.
  mutating func takeChanges() -> [WorldChange] {
    defer { changes.removeAll(keepingCapacity: true) }
    return changes
  }
}
