import ArgumentParser
import CloseAPI
import Foundation
import Journal
import Runs

/// `sendas apply`: exactly the changes of a plan.
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make exactly the changes of a plan.",
    discussion: """
      Every pair is looked at first; one that has changed since the plan was made stops it.

      Examples:
        sendas plan -o plan.json onboard.lua people.csv
        sendas apply plan.json
        sendas apply --yes --skip-drifted plan.json
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup(title: "Safety") var guardrails: GuardrailOptions

  @Flag(help: "Leave out the pairs that have changed since the plan was made.")
  var skipDrifted = false

  @Flag(name: [.short, .long], help: "Do not ask.")
  var yes = false

  @Argument(
    help: "The file that 'sendas plan -o' has made.", completion: .file(extensions: ["json"]))
  var plan: String

  func run() async throws {
    let data = try InputFile.read(plan, called: "plan")
    let read: Plan
    do { read = try Plan(text: String(decoding: data, as: UTF8.self)) } catch {
      throw Failure(.noInput, "\(plan): \(error)")
    }
    var connection = connection
    connection.emulator = connection.usesEmulator || read.isEmulator
    connection.profile = connection.profile ?? read.identity
    let job = PlanJob(
      name: "apply", words: [plan], plan: read, connection: connection, guardrails: guardrails,
      skipsDrifted: skipDrifted, isConfirmed: yes)
    throw ExitCode(try await job.status())
  }
}

/// `sendas undo`: the inverse of what a run has changed.
struct UndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take back what a run has changed, and nothing else.",
    discussion: """
      Pairs that are no longer as the run has left them are listed and stay as they are.

      Examples:
        sendas undo last
        sendas undo --yes 20261123-144239
      """)

  @OptionGroup(title: "Safety") var guardrails: GuardrailOptions

  @Flag(name: [.short, .long], help: "Do not ask.")
  var yes = false

  @Argument(help: "The run's id, its unique beginning, or 'last'.", completion: .runs)
  var run: String

  func run() async throws {
    do {
      let journal = try Session.journal(ProcessInfo.processInfo.environment)
      let record = try await journal.doing(run)
      let names = try await PeopleNames(of: record, in: journal)
      var (plan, untaken) = Plan.undoing(try await journal.operations(of: record.id))
      let left = untaken.map { $0.words(names) }
      guard plan.count > 0 else {
        for line in left { Terminal.error("left as it is: \(line)") }
        let words = ([record.command] + record.arguments).joined(separator: " ")
        Terminal.error(
          "run \(record.id) (\(words)) has changed nothing that could be undone; 'sendas runs' lists"
            + " the others")
        return
      }
      plan.organizationID = .init(record.organizationID ?? "")
      plan.organizationName = record.organizationName
      plan.command = ["undo", record.id]
      let settings = RunSettings(text: record.options)
      let job = PlanJob(
        name: "undo", words: [record.id], plan: plan, left: left,
        connection: settings.connection(emulator: record.isEmulator, orAs: record.identity),
        guardrails: guardrails, skipsDrifted: true, isConfirmed: yes)
      throw ExitCode(try await job.status())
    } catch let error as ExitCode { throw error } catch { throw Failure(error) }
  }
}
