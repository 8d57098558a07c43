import ArgumentParser
import CloseAPI
import Foundation
import Journal

/// `sendas runs list`: all runs.
struct RunsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the runs, newest first.",
    discussion: """
      Examples:
        sendas runs list --limit 10
        sendas runs list --format json
      """)

  @Option(help: "How they appear on standard output: text or json.")
  var format = EventFormat.text

  @Option(help: "How many at most.")
  var limit = 50

  func run() async throws {
    do {
      let journal = try Session.journal(ProcessInfo.processInfo.environment)
      var runs: [(run: RunRecord, counts: RunCounts)] = []
      for run in try await journal.runs(limit: limit) {
        runs.append((run, try await RunCounts(run, in: journal)))
      }
      switch format {
      case .json: Terminal.output(JSONValue.array(runs.map { $0.json(with: $1) }).description)
      case .text:
        let columns = [
          "RUN", "STATE", "EXIT", "GRANTED", "REVOKED", "FAILED", "AS", "IN", "COMMAND",
        ]
        let rows = runs.map { $0.cells(with: $1) }
        Terminal.output(Table(columns: columns, rows: rows).text(.table))
      }
    } catch {
      throw Failure(error)
    }
  }
}

extension RunRecord {
  /// The latest attempt has gone through all items, so what failed then is what has failed.
  fileprivate func cells(with counts: RunCounts) -> [String] {
    let summary = state == .running ? nil : summary.flatMap { try? JSONValue(parsing: $0) }
    return [
      id, state.rawValue, exitStatus.map { "\($0)" } ?? "", "\(counts.granted)",
      "\(counts.revoked)", summary?["failed"]?.integerValue.map { "\($0)" } ?? "", identity,
      isEmulator ? "the emulator" : organizationName ?? organizationID ?? "", commandLine,
    ]
  }
}
