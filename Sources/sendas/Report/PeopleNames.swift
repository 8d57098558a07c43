import CloseAPI
import Foundation
import Journal
import Profiles
import Runs

/// What the people of a run are called: their emails, as the journal and the memory of the profiles
/// have them.
struct PeopleNames {
  private let emails: [String: String]

  /// Takes the emails by user id.
  init(emails: [String: String]) { self.emails = emails }

  /// Takes people whom somebody has asked for.
  init(_ people: [Person]) {
    emails = Dictionary(people.map { ($0.id.rawValue, $0.email) }) { first, _ in first }
  }

  /// Looks them up; nobody is asked.
  ///
  /// - Throws: `JournalError`.
  init(of run: RunRecord, in journal: RunJournal) async throws {
    var emails: [String: String] = [:]
    // The emulator's people are in no profile.
    if !run.isEmulator { emails = await Self.remembered() }
    if let organization = run.organizationID {
      emails.merge(try await journal.emails(of: organization)) { $1 }
    }
    self.emails = emails
  }

  /// The email of a user id; the id itself where it is not known.
  func callAsFunction(_ id: String) -> String { emails[id] ?? id }

  private static func remembered() async -> [String: String] {
    let environment = ProcessInfo.processInfo.environment
    let folders = ProfileStore.folders(environment: environment)
    // A configuration that cannot be read keeps nobody from reading what was done.
    guard
      let store = try? ProfileStore(
        configurationFolder: folders.configuration, stateFolder: folders.state,
        environment: environment)
    else { return [:] }
    var emails: [String: String] = [:]
    let people = await store.knownPeople.everybody
    for profile in store.profiles {
      if let id = profile.userID, let email = profile.email { emails[id] = email }
      if let known = people[profile.name] {
        emails[known.userID] = known.email
      }
    }
    return emails
  }
}
