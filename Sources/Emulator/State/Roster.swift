/// The people of an organisation, found by id and by key without looking at all of them.
struct Roster: Sendable {
  /// A person's place in `people`: what the rest of the state names people by.
  typealias Index = Int

  private(set) var people: [World.Person] = []
  /// The places of those who have not left, in order.
  private(set) var active: [Index] = []
  private var indexByID: [String: Index] = [:]
  private var indexByKey: [String: Index] = [:]
  private var indexByEmail: [String: Index] = [:]
  private var indexByMembership: [String: Index] = [:]

  init(_ people: [World.Person]) {
    for person in people { add(person) }
  }

  subscript(index: Index) -> World.Person { people[index] }

  func person(withID id: String) -> Index? { indexByID[id] }

  /// The person a key belongs to, whether they have left or not.
  func person(withKey key: String) -> Index? { indexByKey[key] }

  /// The person with an email, whatever its case.
  func person(withEmail email: String) -> Index? { indexByEmail[email.lowercased()] }

  func person(withMembership id: String) -> Index? { indexByMembership[id] }

  /// Adds somebody new.
  @discardableResult
  mutating func add(_ person: World.Person) -> Index {
    let index = people.count
    people.append(person)
    if !person.isInactive { active.append(index) }
    indexByID[person.id] = index
    indexByKey[person.apiKey] = index
    indexByEmail[person.email.lowercased()] = index
    indexByMembership[CloseID.membership(userID: person.id)] = index
    return index
  }

  /// Changes somebody's role, membership or whether they have left; who they are stays.
  mutating func replace(_ index: Index, with person: World.Person) {
    people[index] = person
    active = people.indices.filter { !people[$0].isInactive }
  }
}
