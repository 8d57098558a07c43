import ArgumentParser
import CloseAPI
import Foundation
import Journal

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
      let counts = try await RunCounts(record, in: journal)
      switch format {
      case .json: Terminal.output(Self.json(record, counts, operations, inputs))
      case .text:
        for line in Self.text(record, counts, operations, inputs) { Terminal.output(line) }
      }
    } catch {
      throw Failure(error)
    }
  }

  private static func json(
    _ run: RunRecord, _ counts: RunCounts, _ operations: [OperationRecord],
    _ inputs: [RunInput]
  ) -> String {
    guard case .object(let fields) = run.json(with: counts) else { return "" }
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
    _ run: RunRecord, _ counts: RunCounts, _ operations: [OperationRecord],
    _ inputs: [RunInput]
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
    lines.append("changes   granted \(counts.granted), revoked \(counts.revoked)")
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
