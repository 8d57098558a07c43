public import CloseAPI

/// A person of the organization, active or not.
public struct Person: Sendable, Equatable {
  /// The user id.
  public var id: UserID
  /// The email, as Close writes it.
  public var email: String
  /// The first name.
  public var firstName: String
  /// The last name.
  public var lastName: String
  /// Whether the person's membership is active; inactive people cannot be granted anything.
  public var isActive: Bool
}

/// The people of one organization, found by email (case does not matter) or user id.
package struct PeopleDirectory: Sendable {
  package let people: [Person]
  // Places among the people.
  private let byEmail: [String: Int]
  private let byID: [UserID: Int]

  package init(users: [User], inactive: [Member]) {
    let inactiveIDs = Set(inactive.map(\.userID))
    var people = users.map {
      Person(
        id: $0.id, email: $0.email, firstName: $0.firstName, lastName: $0.lastName,
        isActive: !inactiveIDs.contains($0.id))
    }
    let listed = Set(people.map(\.id))
    people += inactive.filter { !listed.contains($0.userID) }.map {
      Person(
        id: $0.userID, email: $0.email, firstName: $0.firstName, lastName: $0.lastName,
        isActive: false)
    }
    self.people = people
    byID = Dictionary(people.indices.map { (people[$0].id, $0) }) { first, _ in first }
    // Someone who left and came back may be there twice: the active one is meant.
    byEmail = Dictionary(people.indices.map { (people[$0].email.lowercased(), $0) }) {
      [people] in people[$0].isActive ? $0 : $1
    }
  }

  /// The person with this email or user id, or nil.
  package func person(_ word: String) -> Person? { place(word).map { people[$0] } }

  /// The id of the person with this email or user id, or nil; each change asks.
  func id(_ word: String) -> UserID? { place(word).map { people[$0].id } }

  private func place(_ word: String) -> Int? {
    // Nearly all words have small letters only.
    byEmail[word] ?? byEmail[word.lowercased()] ?? byID[UserID(rawValue: word)]
  }

  /// The emails by user id.
  package var emails: [String: String] {
    Dictionary(people.map { ($0.id.rawValue, $0.email) }) { first, _ in first }
  }

  /// What to say when nobody is found.
  package func unknown(_ word: String) -> RunError {
    let hint = nearest(to: word, in: people.map(\.email)).map { " (did you mean '\($0)'?)" } ?? ""
    return RunError(
      .unknownUser, "nobody in the organization has the email or id '\(word)'\(hint)")
  }
}
