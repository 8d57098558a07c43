import ArgumentParser
import CloseAPI
import Runs

/// `sendas sync`: exactly these people.
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Let these people send email as me; with --prune, nobody else.",
    discussion: """
      With --prune everybody else is revoked. More than 30 % of the permissions (and at least 10) are \
      only taken back with --allow-large-revoke.

      Examples:
        sendas sync --emulator grace@acme.test heidi@acme.test
        sendas sync --emulator --prune grace@acme.test
      """)

  @OptionGroup var options: OneLinerOptions
  @OptionGroup(title: "Safety") var guardrails: GuardrailOptions

  @Flag(help: "Revoke everybody who is not named.")
  var prune = false

  @Argument(help: "Emails or user ids.")
  var who: [String]

  func run() async throws {
    let words = (prune ? ["--prune"] : []) + who
    try await OneLiner.run("sync", words, options, guardrails) { [who, prune] line in
      var users: [UserID] = []
      for word in who {
        let user = try await line.userID(word)
        if !users.contains(user) { users.append(user) }
      }
      guard
        case .synced(let granted, let revoked, let unchanged) = try await line.perform(
          .sync(users, prune: prune))
      else { return Table(columns: [], rows: []) }
      Terminal.error(
        "granted \(granted.count), revoked \(revoked.count), unchanged \(unchanged.count)")
      let associations = try await line.perform(.list(allowing: nil, allowed: nil))
      guard case .associations(let all) = associations else { return Table(columns: [], rows: []) }
      return try await line.table(of: all)
    }
  }
}
