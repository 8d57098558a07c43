extension World {
  /// The same with other tokens of OAuth apps.
  func with(_ tokens: [Token]) -> World {
    var world = self
    world.surroundings.oauth.tokens = tokens
    return world
  }

  /// This world after changes, applied in order.
  ///
  /// A change that is already so is skipped: a log may repeat what its snapshot holds, when a
  /// process ended between writing the one and emptying the other. The names in the changes are
  /// not checked.
  func applying(_ changes: [WorldChange]) -> World {
    var slots: [Association?] = associations
    var slotByID: [String: Int] = [:]
    var idByPair: [[String]: String] = [:]
    var people = users
    var indexByID = Dictionary(users.enumerated().map { ($1.id, $0) }) { first, _ in first }
    var tokens = Dictionary(surroundings.oauth.tokens.map { ($0.text, $0) }) { first, _ in first }
    for (slot, association) in associations.enumerated() {
      slotByID[association.id] = slot
      idByPair[[association.allowing, association.allowed]] = association.id
    }
    for change in changes {
      switch change {
      case .granted(let id, let allowing, let allowed):
        guard idByPair[[allowing, allowed]] == nil, slotByID[id] == nil else { continue }
        slotByID[id] = slots.count
        idByPair[[allowing, allowed]] = id
        slots.append(Association(allowing: allowing, allowed: allowed, id: id))
      case .revoked(let id):
        guard let slot = slotByID.removeValue(forKey: id), let gone = slots[slot] else { continue }
        idByPair[[gone.allowing, gone.allowed]] = nil
        slots[slot] = nil
      case .member(let person):
        if let index = indexByID[person.id] {
          people[index] = person
        } else {
          indexByID[person.id] = people.count
          people.append(person)
        }
      case .tokenGiven(let token): tokens[token.text] = token
      case .tokenEnded(let token): tokens[token.text] = nil
      }
    }
    var world = self
    world.users = people
    world.associations = slots.compactMap { $0 }
    return world.with(tokens.values.sorted { $0.text < $1.text })
  }
}
