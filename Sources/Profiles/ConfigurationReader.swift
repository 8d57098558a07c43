import CloseAPI

/// Reads the meaning of a configuration, and refuses whatever has none.
struct ConfigurationReader {
  let document: ConfigurationDocument
  /// The configuration folder, from which relative paths start.
  let folder: String
  /// The user's home folder, for `~`.
  let home: String

  func read() throws(ProfileError) -> Configuration {
    try refuseUnknown(
      in: document.root, at: [],
      known: [
        "default", "protected", "credential_helper", Configuration.timeSetting, "oauth", "ca_file",
        "profiles",
      ])
    var configuration = Configuration()
    configuration.caFile = try text(in: document.root, "ca_file", at: []).map(expand)
    configuration.protectedPeople = try words(in: document.root, "protected", at: []) ?? []
    if let words = try words(in: document.root, "credential_helper", at: []) {
      guard words.first?.isEmpty == false else {
        throw document.error(
          at: ["credential_helper"],
          "the command is empty. Write its words: [\"/usr/local/bin/close-keys\", \"get\"].")
      }
      configuration.credentialHelper = words
    }
    configuration.commandTimeout = try commandTimeout()
    configuration.oauth = try oauth()
    if let time = configuration.commandTimeout { configuration.oauth?.patience = time }
    configuration.profiles = try profiles()
    try refuseTwins(configuration.profiles)
    try refuseLogins(configuration)
    if let name = try text(in: document.root, "default", at: []) {
      let names = configuration.profiles.map(\.name)
      guard names.contains(name) else {
        throw document.error(
          at: ["default"],
          "there is no profile '\(name)'." + NearestName.hint(for: name, among: names)
            + " Add [profiles.\(name)], or name one that is there.")
      }
      configuration.defaultName = name
    }
    return configuration
  }

  private func profiles() throws(ProfileError) -> [Profile] {
    guard let value = document.root["profiles"] else { return [] }
    guard case .table(let tables) = value else {
      throw wrongType(value, at: ["profiles"], "a table for each profile, as in [profiles.alice]")
    }
    var profiles: [Profile] = []
    for (name, value) in tables.sorted(by: { $0.key < $1.key }) {
      let path = ["profiles", name]
      guard case .table(let table) = value else {
        throw wrongType(value, at: path, "a table, as in [profiles.\(name)]")
      }
      guard !name.isEmpty else { throw document.error(at: path, "a profile needs a name.") }
      profiles.append(try profile(name, table, at: path))
    }
    return profiles
  }

  private func profile(
    _ name: String, _ table: [String: ConfigurationValue], at path: [String]
  ) throws(ProfileError) -> Profile {
    let sources = ["api_key_file", "api_key_command", "keyring", "oauth"]
    if table["api_key"] != nil {
      throw document.error(
        at: path + ["api_key"],
        "a key does not belong in the configuration. Put it into a file of its own, private to "
          + "you (chmod 600), and name that file in api_key_file.")
    }
    try refuseUnknown(
      in: table, at: path,
      known: sources + ["email", "user_id", "organization_id", "base_url", "ca_file"])
    let given = sources.filter { table[$0] != nil }
    guard given.count < 2 else {
      throw document.error(
        at: path + [given[1]],
        "profile '\(name)' names two sources, \(given.joined(separator: " and ")). Keep one.")
    }
    return Profile(
      name: name, source: try source(of: name, table, at: path),
      email: try text(in: table, "email", at: path),
      userID: try text(in: table, "user_id", at: path),
      organizationID: try text(in: table, "organization_id", at: path),
      baseURL: try baseURL(in: table, at: path),
      caFile: try text(in: table, "ca_file", at: path).map(expand))
  }

  private func source(
    of name: String, _ table: [String: ConfigurationValue], at path: [String]
  ) throws(ProfileError) -> CredentialSource {
    if let file = try text(in: table, "api_key_file", at: path) {
      return .apiKeyFile(expand(file))
    }
    if let command = try words(in: table, "api_key_command", at: path) {
      guard command.first?.isEmpty == false else {
        throw document.error(
          at: path + ["api_key_command"],
          "the command is empty. Write its words: [\"pass\", \"show\", \"close/\(name)\"].")
      }
      return .apiKeyCommand(command)
    }
    if let entry = try text(in: table, "keyring", at: path) { return .keyring(entry) }
    if let file = try text(in: table, "oauth", at: path) { return .login(expand(file)) }
    throw document.error(
      at: path,
      "profile '\(name)' names no source for its key. Add api_key_file, api_key_command, keyring "
        + "or oauth.")
  }

  private func commandTimeout() throws(ProfileError) -> Duration? {
    let key = Configuration.timeSetting
    guard let text = try text(in: document.root, key, at: []) else { return nil }
    let units: [Character: Int] = ["s": 1, "m": 60]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
      (1...3600).contains(count)
    else {
      throw document.error(at: [key], "\(key) is '\(text)', but has to be a time, as 90s or 2m.")
    }
    return .seconds(count * unit)
  }

  private func baseURL(
    in table: [String: ConfigurationValue], at path: [String]
  ) throws(ProfileError) -> String? {
    guard let text = try text(in: table, "base_url", at: path) else { return nil }
    do {
      return try BaseURL(text).text
    } catch {
      throw document.error(at: path + ["base_url"], error.message)
    }
  }

  /// `~` is the home folder; a relative path starts at the configuration folder.
  func expand(_ path: String) -> String {
    if path == "~" || path.hasPrefix("~/") { return home + path.dropFirst() }
    return path.hasPrefix("/") ? path : folder + "/" + path
  }

  func text(
    in table: [String: ConfigurationValue], _ key: String, at path: [String]
  ) throws(ProfileError) -> String? {
    guard let value = table[key] else { return nil }
    guard case .text(let text) = value else {
      throw wrongType(value, at: path + [key], "a string in quotes")
    }
    guard !text.isEmpty else {
      throw document.error(at: path + [key], "\(key) is empty. Fill it in, or take it out.")
    }
    return text
  }

  func words(
    in table: [String: ConfigurationValue], _ key: String, at path: [String]
  ) throws(ProfileError) -> [String]? {
    guard let value = table[key] else { return nil }
    let expected = "a list of strings, as in [\"one\", \"two\"]"
    guard case .list(let values) = value else {
      throw wrongType(value, at: path + [key], expected)
    }
    var words: [String] = []
    for value in values {
      guard case .text(let word) = value else {
        throw document.error(
          at: path + [key], "\(key) holds \(value.typeName), but has to be \(expected).")
      }
      words.append(word)
    }
    return words
  }

  func wrongType(
    _ value: ConfigurationValue, at path: [String], _ expected: String
  ) -> ProfileError {
    document.error(
      at: path, "\(path.last ?? "") is \(value.typeName), but has to be \(expected).")
  }

  func refuseUnknown(
    in table: [String: ConfigurationValue], at path: [String], known: [String]
  ) throws(ProfileError) {
    guard let key = table.keys.filter({ !known.contains($0) }).min() else { return }
    let place = path.isEmpty ? "" : " in [\(path.joined(separator: "."))]"
    throw document.error(
      at: path + [key],
      "unknown key '\(key)'\(place)." + NearestName.hint(for: key, among: known)
        + " Known are: \(known.joined(separator: ", ")).")
  }
}
