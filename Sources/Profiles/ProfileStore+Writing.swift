import Foundation

extension ProfileStore {
  /// Writes a configuration folder for these people: `config.toml`, and their keys in `keys/NAME`.
  ///
  /// Folders are made with 0700, files with 0600, each file whole or not at all; `config.toml`
  /// comes last, so that it never names a key that is not there. A `config.toml` that somebody
  /// else wrote is left alone.
  ///
  /// - Parameters:
  ///   - people: the people; each name has to be usable as the name of a file.
  ///   - defaultName: whom a run acts as when nobody is named.
  ///   - folder: the configuration folder.
  /// - Throws: ``ProfileError`` of kind `cannotWrite`, or `configuration` if the folder holds the
  ///   configuration of a person or a name cannot be used.
  package static func writeConfiguration(
    for people: [PersonToConfigure], defaultName: String? = nil, in folder: String
  ) throws(ProfileError) {
    let people = people.sorted { $0.name < $1.name }
    var names = Set<String>()
    for name in people.map(\.name) {
      guard isFileName(name), names.insert(name).inserted else {
        throw ProfileError(
          .configuration,
          "'\(name)' cannot be a profile's name: it has to be usable as the name of a file, "
            + "and no other profile may have it.")
      }
    }
    try refuseSomebodyElses(folder + "/config.toml")

    let keys = PrivateFolder(path: folder + "/keys")
    try keys.make()
    for person in people { try keys.write(person.apiKey + "\n", to: person.name) }
    try PrivateFolder(path: folder).write(
      text(for: people, defaultName: defaultName), to: "config.toml")
  }

  private static let firstLine = "# Written by sendas; it will be overwritten."

  private static func refuseSomebodyElses(_ file: String) throws(ProfileError) {
    guard FileManager.default.fileExists(atPath: file) else { return }
    let text = try? String(contentsOfFile: file, encoding: .utf8)
    guard text?.hasPrefix(firstLine) == true else {
      throw ProfileError(
        .configuration,
        "\(file) is there already and was not written by this command. Name another folder.")
    }
  }

  private static func text(for people: [PersonToConfigure], defaultName: String?) -> String {
    var text = firstLine + "\n"
    if let defaultName { text += "default = \(TOMLText.quoted(defaultName))\n" }
    for person in people {
      text += "\n[profiles.\(TOMLText.quoted(person.name))]\n"
      text += "api_key_file = \(TOMLText.quoted("keys/" + person.name))\n"
      let others = [
        ("email", person.email), ("user_id", person.userID), ("base_url", person.baseURL),
      ]
      for case (let key, let value?) in others { text += "\(key) = \(TOMLText.quoted(value))\n" }
    }
    return text
  }

  static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= 200
      && !name.unicodeScalars.contains { $0 == "/" || $0.value < 0x20 }
  }
}
