import ArgumentParser
import CloseAPI
import Foundation
import Journal
import Scripting

/// `sendas runs report`: a run for those who were not there.
struct RunsReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a run's report: a page to keep, its results as CSV, its summary as JSON.",
    discussion: """
      The page is one file that needs no network and no JavaScript. The CSV has one line for each \
      change, and for each item that failed before it asked for one, in the order of the input. It \
      is made for spreadsheets: texts that begin with =, +, - or @ have an apostrophe before them. \
      Everything comes from the journal; - is standard output.

      Examples:
        sendas runs report last --html report.html
        sendas runs report last --csv results.csv --json summary.json
      """)

  @Argument(help: "The run's id, its unique beginning, or 'last'.", completion: .runs)
  var run: String

  @Option(help: ArgumentHelp("Write the page there.", valueName: "file"), completion: .file())
  var html: String?

  @Option(help: ArgumentHelp("Write the results there.", valueName: "file"), completion: .file())
  var csv: String?

  @Option(help: ArgumentHelp("Write the summary there.", valueName: "file"), completion: .file())
  var json: String?

  func validate() throws {
    guard html != nil || csv != nil || json != nil else {
      throw ValidationError("say what to write: --html FILE, --csv FILE or --json FILE")
    }
  }

  func run() async throws {
    do {
      let journal = try Session.journal(ProcessInfo.processInfo.environment)
      let record = try await journal.run(matching: run)
      let report = RunReport(
        record, try await journal.operations(of: record.id),
        names: try await PeopleNames(of: record, in: journal),
        notes: RunNotes(try await journal.notes(of: record.id)))
      if let html { try Self.write(try RunReportPage(report: report).html(), to: html) }
      if let csv { try Self.write(report.csv, to: csv) }
      if let json { try Self.write(report.json, to: json) }
    } catch {
      throw Failure(error)
    }
  }

  private static func write(_ text: String, to path: String) throws(Failure) {
    guard path != "-" else {
      Terminal.output(text.last == "\n" ? String(text.dropLast()) : text)
      return
    }
    do {
      try Data(SecretRedactor.shared.redact(text).utf8).write(
        to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure(
        .cannotWrite, "'\(path)' cannot be written: \(FileTrouble.words(error))")
    }
  }
}
