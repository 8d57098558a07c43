import ArgumentParser
import Foundation
import Journal

/// `sendas runs prune`: forgets old runs.
struct RunsPruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Forget runs that are older than some days.",
    discussion: """
      What is under way or was killed stays, because it may be resumed.

      Example:
        sendas runs prune --older-than 90d
      """)

  @Option(
    help: ArgumentHelp("Forget what began longer ago, in days, as 90d.", valueName: "days"),
    transform: { text in
      guard let days = Int(text.lowercased().hasSuffix("d") ? String(text.dropLast()) : ""),
        days >= 0
      else { throw ValidationError("write a number of days with d, as 90d") }
      return days
    })
  var olderThan: Int

  func run() async throws {
    do {
      let journal = try Session.journal(ProcessInfo.processInfo.environment)
      let date = Date(timeIntervalSinceNow: -86_400 * Double(olderThan))
      let count = try await journal.prune(before: date)
      Terminal.error("\(count) run\(count == 1 ? "" : "s") forgotten")
    } catch {
      throw Failure(error)
    }
  }
}
