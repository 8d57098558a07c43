import ArgumentParser
import Foundation
import Profiles

/// `sendas profiles add`: a person by their API key.
struct ProfilesAddCommand: AsyncParsableCommand {
  /// Where a key is kept.
  enum Store: String, CaseIterable, ExpressibleByArgument {
    case file, keyring

    fileprivate var place: ProfileStore.KeyPlace { self == .file ? .file : .keyring }
  }

  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add a person by their API key, or give a profile another key of the same person.",
    discussion: """
      The key is typed at a prompt that does not show it, or comes from standard input; it never \
      stands on the command line. Close is asked whose it is, and the person's email, user id and \
      organization are written into the configuration beside it. Where SENDAS_BASE_URL is set, the \
      profile belongs to that server.

      Examples:
        sendas profiles add alice
        sendas profiles add --email bob@example.com bob
        pass show close/carol | sendas profiles add --store keyring carol
      """)

  @Option(help: "Where to keep the key: in a private file, or in the desktop's keyring.")
  var store = Store.file

  @Option(
    help: ArgumentHelp("Refuse the key unless it is this person's.", valueName: "who@example.com"))
  var email: String?

  @Flag(name: .customLong("default"), help: "Act as this person where nobody else is named.")
  var isDefault = false

  @Argument(help: "The profile's name.")
  var name: String

  // Taken so that it is not repeated in an error about an unexpected word.
  @Argument(help: .hidden)
  var rest: [String] = []

  func run() async throws {
    guard rest.isEmpty else {
      throw Failure(
        .usage,
        "'sendas profiles add' takes one name. A key is never given on the command line, where your"
          + " shell and 'ps' would keep and show it: type it at the prompt, or pipe it in, as in"
          + " 'sendas profiles add alice < key.txt'")
    }
    try await ProfileOffice.use { office in
      try office.store.refuseToAdd(name, keptIn: store.place)
      let transport = try office.transport(for: office.store.profile(named: name))
      let key = try SecretPrompt(
        question: "API key of \(name) (not shown): ", what: "the API key"
      ).answer()
      let person = try await office.store.add(
        name, apiKey: key, keptIn: store.place, email: email,
        isDefault: isDefault, over: transport)
      let place = store == .file ? "keys/\(name)" : "the keyring"
      Terminal.error("\(name) acts as \(person.description); the key is kept in \(place)")
    }
  }
}

extension KnownPerson {
  /// The person in words.
  var description: String { "\(email) (\(userID)) in \(organizationName ?? organizationID)" }
}
