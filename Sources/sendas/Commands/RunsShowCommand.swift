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

  @Argument(help: "The run's id, its unique beginning, or 'last'.", completion: .runs)
  var run: String

  @Option(help: "How it appears on standard output: text or json.")
  var format = EventFormat.text

  func run() async throws {
    do {
      let journal = try Session.journal(ProcessInfo.processInfo.environment)
      let record = try await journal.run(matching: run)
      let operations = try await journal.operations(of: record.id)
      let inputs = try await journal.inputs(of: record.id)
      let notes = RunNotes(try await journal.notes(of: record.id))
      let counts = try await RunCounts(record, in: journal)
      switch format {
      case .json: Terminal.output(Self.json(record, counts, operations, inputs, notes))
      case .text:
        let names = try await PeopleNames(of: record, in: journal)
        let text = RunText(
          run: record, counts: counts, operations: operations, inputs: inputs, notes: notes,
          names: names)
        for line in text.lines { Terminal.output(line) }
      }
    } catch {
      throw Failure(error)
    }
  }

  private static func json(
    _ run: RunRecord, _ counts: RunCounts, _ operations: [OperationRecord],
    _ inputs: [RunInput], _ notes: RunNotes
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
    let failed = notes.failures.map { JSONValue.object(JSONReporter.fields($0)) }
    return JSONValue.object(
      fields + [
        ("inputs", .array(read)), ("operations", .array(list)), ("failed_items", .array(failed)),
      ]
    ).description
  }
}
