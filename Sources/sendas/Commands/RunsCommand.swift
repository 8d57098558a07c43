import ArgumentParser
import CloseAPI
import Foundation
import Journal

/// `sendas runs`: what was done.
struct RunsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs in the journal, newest first; or show one.",
    discussion: """
      Examples:
        sendas runs
        sendas runs show last
        sendas runs show 20261123-14 --format json
        sendas runs report last --html report.html
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsReportCommand.self, RunsPruneCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}

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
      let environment = ProcessInfo.processInfo.environment
      let runs = try await Session.journal(environment).runs(limit: limit)
      switch format {
      case .json: Terminal.output(JSONValue.array(runs.map(\.json)).description)
      case .text:
        let columns = ["RUN", "STATE", "EXIT", "GRANTED", "REVOKED", "FAILED", "AS", "COMMAND"]
        Terminal.output(Table(columns: columns, rows: runs.map(\.cells)).text(.table))
      }
    } catch {
      throw Failure(error)
    }
  }
}

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

extension RunRecord {
  /// The command as it was given, without its options.
  var commandLine: String {
    ([command] + [scriptPath].compactMap { $0 } + arguments).joined(separator: " ")
  }

  fileprivate var cells: [String] {
    let summary = summary.flatMap { try? JSONValue(parsing: $0) }
    func count(_ name: String) -> String {
      if case .integer(let number)? = summary?[name] { "\(number)" } else { "" }
    }
    return [
      id, state.rawValue, exitStatus.map { "\($0)" } ?? "", count("granted"), count("revoked"),
      count("failed"), identity, commandLine,
    ]
  }

  /// The run as `--format json` has it.
  var json: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    return .object([
      ("run", .string(id)), ("state", .string(state.rawValue)), ("command", .string(command)),
      ("script", text(scriptPath)), ("arguments", .array(arguments.map(JSONValue.string))),
      ("identity", .string(identity)), ("base_url", .string(baseURL)),
      ("emulator", .bool(isEmulator)), ("organization_id", text(organizationID)),
      ("organization_name", text(organizationName)),
      ("started_at", .string(startedAt.formatted(.iso8601))), ("started_by", .string(startedBy)),
      ("folder", .string(workingFolder)), ("ended_at", text(endedAt?.formatted(.iso8601))),
      ("exit_status", exitStatus.map { .integer(Int64($0)) } ?? .null),
      ("summary", summary.flatMap { try? JSONValue(parsing: $0) } ?? .null),
    ])
  }
}
