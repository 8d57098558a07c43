import CloseAPI

/// Associations as they would be, had the changes that are planned so far been made.
///
/// A pure state machine: the engine lists what is so, and asks it for everything else.
struct PlanOverlay: Sendable {
  /// The associations of one identity.
  private struct Book {
    let identity: Identity
    let before: [UserID: Association]
    var now: [UserID: Association]
    /// Who was granted what they had, or lost what they had not.
    var unchanged: Set<UserID> = []
  }

  private var books: [UserID: Book] = [:]
  /// The identities in the order in which they came.
  private var order: [UserID] = []
  private var lastPlanned = 0
  private(set) var problems: [String] = []
  private(set) var files: [Plan.File] = []
  private(set) var requests: [Plan.Write] = []

  // MARK: Changes

  func isOpen(_ identity: UserID) -> Bool { books[identity] != nil }

  mutating func open(_ identity: Identity, _ associations: [Association]) {
    guard books[identity.id] == nil else { return }
    let book = Dictionary(associations.map { ($0.allowedUserID, $0) }) { _, latest in latest }
    books[identity.id] = Book(identity: identity, before: book, now: book)
    order.append(identity.id)
  }

  /// The association that holds then, and whether this makes it.
  mutating func grant(_ user: UserID, by identity: UserID) -> (Association, isNew: Bool) {
    if let association = books[identity]?.now[user] {
      books[identity]?.unchanged.insert(user)
      return (association, false)
    }
    // What was there and is granted again is as it was.
    let association = books[identity]?.before[user] ?? planned(user, by: identity)
    books[identity]?.now[user] = association
    return (association, true)
  }

  /// Whether there was anything to take back.
  mutating func revoke(_ user: UserID, by identity: UserID) -> Bool {
    guard books[identity]?.now.removeValue(forKey: user) != nil else {
      books[identity]?.unchanged.insert(user)
      return false
    }
    return true
  }

  private mutating func planned(_ user: UserID, by identity: UserID) -> Association {
    lastPlanned += 1
    return Association(
      id: AssociationID(rawValue: "sdas_planned\(lastPlanned)"), allowingUserID: identity,
      allowedUserID: user, organizationID: books[identity]?.identity.organization)
  }

  // MARK: Reads

  /// All that the identity allows; nil where it was not listed yet.
  func associations(of identity: UserID) -> [Association]? {
    books[identity].map { $0.now.values.sorted { $0.id < $1.id } }
  }

  /// What Close has listed of those who allow one person, with what is planned.
  func applied(to associations: [Association], allowed: UserID) -> [Association] {
    let others = associations.filter { books[$0.allowingUserID] == nil }
    return others + order.compactMap { books[$0]?.now[allowed] }
  }

  /// The association of that id: nil where it is not known here, or would not be there any more.
  func association(_ id: AssociationID) -> (Association?, isGone: Bool) {
    for book in books.values {
      if let found = book.now.values.first(where: { $0.id == id }) { return (found, false) }
      if book.before.values.contains(where: { $0.id == id }) { return (nil, true) }
    }
    return (nil, false)
  }

  // MARK: What comes of it

  mutating func refused(_ refusal: RunError, at place: String?) {
    let problem = refusal.message + (place.map { " (\($0))" } ?? "")
    if !problems.contains(problem) { problems.append(problem) }
  }

  mutating func writes(_ file: Plan.File) { files.append(file) }

  mutating func writes(_ request: Plan.Write) { requests.append(request) }

  /// The changes of each identity, by the difference between before and after.
  func changes(_ person: (UserID) -> Plan.Person) -> [Plan.Change] {
    order.compactMap { id in
      guard let book = books[id] else { return nil }
      let granted = book.now.keys.filter { book.before[$0] == nil }
      let revoked = book.before.keys.filter { book.now[$0] == nil }
      let unchanged = book.unchanged.filter { (book.before[$0] == nil) == (book.now[$0] == nil) }
      guard !granted.isEmpty || !revoked.isEmpty || !unchanged.isEmpty else { return nil }
      func people(_ ids: some Sequence<UserID>) -> [Plan.Person] {
        ids.map(person).sorted { ($0.email, $0.id) < ($1.email, $1.id) }
      }
      return Plan.Change(
        allowing: Plan.Person(id: id, email: book.identity.me.email),
        granted: people(granted), revoked: people(revoked), unchanged: people(unchanged),
        hasCredential: book.identity.hasCredential)
    }
  }
}
