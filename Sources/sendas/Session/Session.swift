import CloseAPI
import Foundation
import Journal
import Profiles
import Runs

/// One run from its first line to its last: the place, the journal, the engine, and what is said.
struct Session {
  let engine: RunEngine
  let reporter: any Reporter
  private let place: Place
  private let transport: CloseTransport

  /// What the journal is told of the command.
  struct Command {
    var name: String
    var scriptPath: String?
    var scriptText: String?
    var arguments: [String]
  }

  /// Opens the journal, finds the identity and begins the run.
  ///
  /// - Throws: ``Failure``.
  static func begin(
    _ command: Command, _ options: ConnectionOptions, reporter: any Reporter,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws -> Session {
    do {
      let journal = try Self.journal(environment)
      let place = try await Place.find(options, environment)
      let transport = try CloseTransport(baseURL: place.baseURL)
      let engine = try await RunEngine(
        run: record(command, place), journal: journal, transport: transport,
        identities: place.identities, identity: place.identity, emit: reporter.report)
      return Session(engine: engine, reporter: reporter, place: place, transport: transport)
    } catch {
      throw Failure(error)
    }
  }

  /// Writes the end down and says the last words.
  ///
  /// The way to the server is closed then.
  func end(_ state: RunState, _ status: Int32) async throws {
    do {
      let summary = try await engine.finish(state, exitStatus: Int(status))
      reporter.report(.finished(summary))
    } catch {
      await close()
      throw Failure(error)
    }
    await close()
  }

  private func close() async {
    await transport.shutdown()
    await place.close()
  }

  /// The journal in the state folder.
  static func journal(_ environment: [String: String]) throws -> RunJournal {
    let folder = ProfileStore.folders(environment: environment).state
    return try RunJournal(file: folder + "/journal.sqlite")
  }

  private static func record(_ command: Command, _ place: Place) -> RunRecord {
    let now = Date()
    var random = SystemRandomNumberGenerator()
    return RunRecord(
      id: RunRecord.makeID(startedAt: now, using: &random), command: command.name,
      scriptPath: command.scriptPath, scriptText: command.scriptText,
      arguments: command.arguments, workingFolder: FileManager.default.currentDirectoryPath,
      startedBy: "\(NSUserName())@\(ProcessInfo.processInfo.hostName)", baseURL: place.baseURL,
      isEmulator: place.isEmulator, identity: place.identity, startedAt: now)
  }
}
