import CloseAPI
import Foundation

/// A change of `config.toml`: of its text, and of what it then means.
enum ConfigurationEdit {
  /// Puts these keys into the profile's table, beside what is there.
  case set([(key: String, value: String)], profile: String)
  case remove(profile: String)
  case setDefault(String?)

  func apply(to text: inout ConfigurationText) {
    switch self {
    case .set(let values, let name): text.set(values, inProfile: name)
    case .remove(let name): text.removeProfile(name)
    case .setDefault(let name): text.setDefault(name)
    }
  }
}

extension ProfileStore {
  /// Where programs take turns at changing the configuration.
  private var lock: String { configurationFolder + "/.lock" }

  /// Does `body` while no other program changes the configuration, with the profiles as they are then.
  func changing<Value: Sendable>(
    clock: some Clock<Duration>, _ body: (ProfileStore) async throws -> Value
  ) async throws -> Value {
    try PrivateFolder(path: configurationFolder).make()
    return try await FileLock.holding(lock, clock: clock) {
      try await body(
        ProfileStore(
          configurationFolder: configurationFolder, stateFolder: stateFolder,
          environment: environment))
    }
  }

  /// The text of the configuration after these edits, which is known to mean what it should.
  ///
  /// - Throws: ``ProfileError`` of kind `configuration` where the text is written in a way in which it
  ///   cannot be changed; the message says what to write by hand.
  func text(after edits: [ConfigurationEdit]) throws(ProfileError) -> String {
    let before = try Self.text(of: configurationFile) ?? ""
    var text = ConfigurationText(before)
    for edit in edits { edit.apply(to: &text) }
    let after = text.text
    let wanted = try edits.reduce(document(before).root, meaning)
    guard let changed = try? document(after), Self.isSame(changed.root, wanted) else {
      throw ProfileError(
        .configuration,
        "\(configurationFile) is written in a way in which this program cannot change it. "
          + "Change it by hand: \(edits.map(Self.words).joined(separator: "; ")).")
    }
    _ = try reader(document(after)).read()
    return after
  }

  /// Replaces the configuration; where its file is a link, the file behind the link.
  func write(_ text: String) throws(ProfileError) {
    let file = URL(fileURLWithPath: configurationFile).resolvingSymlinksInPath().path
    let folder = PrivateFolder(path: (file as NSString).deletingLastPathComponent)
    try folder.write(text, to: (file as NSString).lastPathComponent)
  }

  private func document(_ text: String) throws(ProfileError) -> ConfigurationDocument {
    try ConfigurationDocument(text: text, file: configurationFile)
  }

  private func reader(_ document: ConfigurationDocument) -> ConfigurationReader {
    ConfigurationReader(
      document: document, folder: configurationFolder, home: Self.home(environment))
  }

  /// What a document means after an edit.
  private func meaning(
    _ root: [String: ConfigurationValue], _ edit: ConfigurationEdit
  ) -> [String: ConfigurationValue] {
    var root = root
    var profiles: [String: ConfigurationValue] = [:]
    if case .table(let tables)? = root["profiles"] { profiles = tables }
    switch edit {
    case .set(let values, let name):
      var table: [String: ConfigurationValue] = [:]
      if case .table(let members)? = profiles[name] { table = members }
      for (key, value) in values { table[key] = .text(value) }
      profiles[name] = .table(table)
      root["profiles"] = .table(profiles)
    case .remove(let name):
      profiles[name] = nil
      root["profiles"] = .table(profiles)
    case .setDefault(let name): root["default"] = name.map { .text($0) }
    }
    return root
  }

  /// No profiles and an empty table of profiles are the same.
  private static func isSame(
    _ left: [String: ConfigurationValue], _ right: [String: ConfigurationValue]
  ) -> Bool {
    let isEmpty = { (value: ConfigurationValue) in value == .table([:]) }
    return left.filter { !isEmpty($0.value) } == right.filter { !isEmpty($0.value) }
  }

  private static func words(_ edit: ConfigurationEdit) -> String {
    switch edit {
    case .set(let values, let name):
      "in [profiles.\(TOMLText.key(name))] write "
        + values.map { "\($0.key) = \(TOMLText.quoted($0.value))" }.joined(separator: ", ")
    case .remove(let name): "take [profiles.\(TOMLText.key(name))] out"
    case .setDefault(let name?): "write default = \(TOMLText.quoted(name))"
    case .setDefault(nil): "take default out"
    }
  }
}
