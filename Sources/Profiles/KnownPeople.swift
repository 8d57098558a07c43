import Foundation

/// Remembers between runs whom each profile's credential belongs to, in a private file of the state
/// folder, so that `/me/` need not be asked of everybody each time.
///
/// It is a memory and no authority: a profile may have another credential by now, and a file that is
/// missing, damaged or not private is the same as an empty one.
public actor KnownPeople {
  private let folder: PrivateFolder
  private static let fileName = "people.json"
  /// Room for 10,000 people; a larger file is not ours.
  private static let limit = 8 << 20

  /// The file's form; raised when an older program could misread it.
  private static let version = 1

  private struct Content: Codable {
    var version: Int
    var people: [String: KnownPerson]
  }

  /// Remembers in the given state folder.
  init(stateFolder: String) {
    folder = PrivateFolder(path: stateFolder)
  }

  /// Looks up which profiles belonged to a person.
  ///
  /// They are worth asking first; whether they still do is known when `/me/` has answered.
  ///
  /// - Parameter emailOrID: an email, in any case of letters, or a user id.
  /// - Returns: the profiles' names, sorted.
  public func profileNames(of emailOrID: String) -> [String] {
    let email = emailOrID.lowercased()
    return read().filter { $0.value.userID == emailOrID || $0.value.email.lowercased() == email }
      .keys.sorted()
  }

  /// Remembers the person behind a profile.
  ///
  /// - Parameters:
  ///   - person: the person.
  ///   - profile: the profile's name.
  /// - Throws: ``ProfileError`` of kind `cannotWrite`; nothing is lost but time.
  public func remember(_ person: KnownPerson, for profile: String) throws(ProfileError) {
    try remember([profile: person])
  }

  /// Remembers the people behind many profiles, in one go.
  func remember(_ people: [String: KnownPerson]) throws(ProfileError) {
    let known = read()
    let news = people.filter { profile, person in
      guard var last = known[profile] else { return true }
      // A run with 500 identities does not write the file 500 times to say that nothing is new.
      guard person.seenAt.timeIntervalSince(last.seenAt) < 86_400 else { return true }
      last.seenAt = person.seenAt
      return last != person
    }
    guard !news.isEmpty else { return }
    try change { $0.merge(news) { $1 } }
  }

  /// Forgets the person behind a profile.
  ///
  /// - Throws: ``ProfileError`` of kind `cannotWrite`.
  func forget(_ profile: String) throws(ProfileError) {
    guard read()[profile] != nil else { return }
    try change { $0[profile] = nil }
  }

  private func change(
    _ change: (inout [String: KnownPerson]) -> Void
  ) throws(ProfileError) {
    // Read again rather than kept: another program may have learned more meanwhile.
    var people = read()
    change(&people)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.dateEncodingStrategy = .iso8601
    let bytes: Data
    do {
      bytes = try encoder.encode(Content(version: Self.version, people: people))
    } catch {
      throw ProfileError(.cannotWrite, "Cannot write what is known about people.", cause: error)
    }
    try folder.make()
    try folder.write(String(decoding: bytes, as: UTF8.self) + "\n", to: Self.fileName)
  }

  /// What was known last of everybody, by the names of their profiles, whatever credentials those have
  /// now.
  public var everybody: [String: KnownPerson] { read() }

  private func read() -> [String: KnownPerson] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard
      let bytes = try? PrivateFile.read(folder.path + "/" + Self.fileName, limit: Self.limit),
      let content = try? decoder.decode(Content.self, from: Data(bytes)),
      content.version == Self.version
    else { return [:] }
    return content.people
  }
}
