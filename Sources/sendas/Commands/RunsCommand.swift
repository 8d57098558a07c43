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

/// `sendas runs show`: one run with its operations.
struct RunsShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a run and each of its operations.",
    discussion: """
      Examples:
        sendas runs show last
        sendas runs show --format json 20261123-144239
      """)

  @Argument(help: "The run's id, its unique beginning, or 'last'.")
  var run: String

  @Option(help: "How it appears on standard output: text or json.")
  var format = EventFormat.text

  func run() async throws {
    do {
      let journal = try Session.journal(ProcessInfo.processInfo.environment)
      let record = try await journal.run(matching: run)
      let operations = try await journal.operations(of: record.id)
      let inputs = try await journal.inputs(of: record.id)
      switch format {
      case .json: Terminal.output(Self.json(record, operations, inputs))
      case .text: for line in Self.text(record, operations, inputs) { Terminal.output(line) }
      }
    } catch {
      throw Failure(error)
    }
  }

  private static func json(
    _ run: RunRecord, _ operations: [OperationRecord], _ inputs: [RunInput]
  ) -> String {
    guard case .object(let fields) = run.json else { return "" }
    let read = inputs.map {
      JSONValue.object([
        ("attempt", .integer(Int64($0.attempt))), ("kind", .string($0.kind.rawValue)),
        ("name", .string($0.name)), ("digest", .string($0.digest)),
      ])
    }
    let list = operations.map {
      JSONValue.object([("number", .integer(Int64($0.number)))] + JSONReporter.fields($0))
    }
    return JSONValue.object(fields + [("inputs", .array(read)), ("operations", .array(list))])
      .description
  }

  private static func text(
    _ run: RunRecord, _ operations: [OperationRecord], _ inputs: [RunInput]
  ) -> [String] {
    var lines = ["run       \(run.id)", "command   \(run.commandLine)"]
    lines.append(
      "state     \(run.state.rawValue)\(run.exitStatus.map { ", exit status \($0)" } ?? "")")
    lines.append(
      "acting    as \(run.identity) at \(run.baseURL)\(run.isEmulator ? " (emulator)" : "")")
    if let organization = run.organizationID {
      lines.append("in        \(run.organizationName.map { "\($0), " } ?? "")\(organization)")
    }
    lines.append("started   \(run.startedAt.formatted(.iso8601)) by \(run.startedBy)")
    if let reason = run.reason { lines.append("reason    \(reason)") }
    if run.attempt > 1 { lines.append("attempt   \(run.attempt)") }
    lines.append("folder    \(run.workingFolder)")
    if let ended = run.endedAt { lines.append("ended     \(ended.formatted(.iso8601))") }
    for input in inputs {
      let attempt = run.attempt > 1 ? " (attempt \(input.attempt))" : ""
      let name = input.kind.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
      lines.append("\(name)\(input.name) \(input.digest)\(attempt)")
    }
    lines.append("")
    let rows = operations.map { operation in
      [
        "\(operation.number)", operation.state.rawValue, operation.kind, operation.identity,
        operation.arguments, operation.place ?? "", operation.request ?? "", operation.error ?? "",
      ]
    }
    let columns = ["NO", "STATE", "KIND", "IDENTITY", "ARGUMENTS", "WHERE", "REQUEST", "ERROR"]
    return lines + [Table(columns: columns, rows: rows).text(.table)]
  }
}

extension RunRecord {
  fileprivate var commandLine: String {
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

  fileprivate var json: JSONValue {
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
