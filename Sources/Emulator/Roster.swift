/// The people of an organisation, found by id and by key without looking at all of them.
struct Roster: Sendable {
  /// A person's place in `people`: what the rest of the state names people by.
  typealias Index = Int

  let people: [World.Person]
  /// The places of those who have not left, in order.
  let active: [Index]
  private let indexByID: [String: Index]
  private let indexByKey: [String: Index]
  private let indexByEmail: [String: Index]

  init(_ people: [World.Person]) {
    self.people = people
    active = people.indices.filter { !people[$0].isInactive }
    // A world has no doubles; keeping the first is only how the initializer wants to be told.
    indexByID = Dictionary(people.enumerated().map { ($1.id, $0) }) { first, _ in first }
    indexByKey = Dictionary(people.enumerated().map { ($1.apiKey, $0) }) { first, _ in first }
    indexByEmail = Dictionary(people.enumerated().map { ($1.email, $0) }) { first, _ in first }
  }

  subscript(index: Index) -> World.Person { people[index] }

  func person(withID id: String) -> Index? { indexByID[id] }

  /// The person a key belongs to, unless they have left.
  func person(withKey key: String) -> Index? {
    indexByKey[key].flatMap { people[$0].isInactive ? nil : $0 }
  }

  func person(withEmail email: String) -> Index? { indexByEmail[email] }
}
