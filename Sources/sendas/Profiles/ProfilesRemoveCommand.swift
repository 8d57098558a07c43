import ArgumentParser
import Foundation
import Profiles

/// `sendas profiles remove`: a profile and its key.
struct ProfilesRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a profile, and the key or login that is kept for it.",
    discussion: """
      The key of somebody who has left should be deleted in Close as well (Settings, API Keys). A \
      login is ended there. A key file outside of the configuration folder stays.

      Examples:
        sendas profiles remove bob
        sendas profiles remove --yes bob
      """)

  @Flag(help: "Do not ask.")
  var yes = false

  @Argument(help: "The profile's name.", completion: .profileNames)
  var name: String

  func run() async throws {
    try await ProfileOffice.use { office in
      guard let profile = office.store.profile(named: name) else {
        throw office.store.unknown(name)
      }
      let lost = office.store.lost(with: profile).map { ", with \($0)" } ?? ""
      guard yes || Confirmation.isGiven("Remove profile \(name)\(lost)?") else {
        throw Failure(
          .refused,
          Confirmation.canAsk
            ? "not confirmed; nothing was removed"
            : "nothing was removed: there is no terminal to ask at, so say --yes")
      }
      let left = try await office.store.remove(name, over: try office.transport(for: profile))
      Terminal.error("profile \(name) is removed\(lost)")
      for line in left { Terminal.error(line) }
    }
  }
}
