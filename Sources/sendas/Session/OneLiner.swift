import ArgumentParser
import CloseAPI
import Foundation
import Journal
import Lua
import Runs

/// What all one-line commands take.
struct OneLinerOptions: ParsableArguments {
  @OptionGroup var connection: ConnectionOptions

  @Option(help: "How data appears on standard output: table, csv or json.")
  var format = DataFormat.table
}

/// A one-line command: a run with one task and no script.
struct OneLiner {
  let engine: RunEngine
  let identity: Identity

  /// Begins a run, carries `body` out as the run's identity, prints its table and ends the run.
  ///
  /// - Throws: ``Failure``.
  static func run(
    _ name: String, _ arguments: [String], _ options: OneLinerOptions,
    _ guardrails: GuardrailOptions = .none,
    _ body: @escaping @Sendable (OneLiner) async throws -> Table
  ) async throws {
    let reporter = QuietReporter()
    var command = Session.Command(name: name, arguments: arguments)
    command.isInteractive = true
    command.onlyReads = ["me", "list", "get"].contains(name)
    let session = try await Session.begin(
      command, options.connection, guardrails, reporter: reporter)
    let engine = session.engine
    let work = Task {
      engine.stillness.moves()
      defer { engine.stillness.rests() }
      return try await body(OneLiner(engine: engine, identity: try await engine.identity()))
    }
    // What has left is awaited: only what still waits is taken back.
    // Without the session: the journal is closed when nobody holds it any more.
    let stopFetching = session.stopFetching
    let interrupts = Interrupts { _ in
      work.cancel()
      stopFetching()
    }
    let result = await work.result
    if let signal = interrupts.received {
      throw ExitCode(await session.end(.interrupted, ExitStatus.interrupted(by: signal)))
    }
    switch result {
    case .success(let table):
      Terminal.output(table.text(options.format))
      let status = await session.end(.done, 0)
      if status != 0 { throw ExitCode(status) }
    case .failure(let error):
      let failure = Failure(error)
      _ = await session.end(.failed, failure.status.rawValue)
      throw failure
    }
  }

  func perform(_ kind: Runs.Operation.Kind) async throws -> Outcome {
    try await engine.perform(Runs.Operation(kind, as: identity))
  }

  /// The user id that an email or id names.
  func userID(_ word: String) async throws -> UserID {
    try await engine.userID(word, for: identity)
  }

  /// Associations with the people's emails, for reading.
  func table(of associations: [Association]) async throws -> Table {
    var rows: [[String]] = []
    for association in associations {
      rows.append([
        association.id.rawValue, try await email(association.allowingUserID),
        try await email(association.allowedUserID), association.allowingUserID.rawValue,
        association.allowedUserID.rawValue,
      ])
    }
    rows.sort { ($0[1], $0[2]) < ($1[1], $1[2]) }
    return Table(
      columns: ["id", "allowing", "allowed", "allowing_user_id", "allowed_user_id"], rows: rows,
      readable: 3)
  }

  /// A person's email; the id of somebody whom Close does not list.
  func email(_ id: UserID) async throws -> String {
    try await engine.person(id.rawValue)?.email ?? id.rawValue
  }
}

/// Says nothing unless something is wrong: the data speaks.
struct QuietReporter: Reporter {
  let progressInterval = Duration.seconds(10)

  func report(_ event: RunEvent) {
    switch event {
    case .log(let level, let line): Terminal.error("\(level.rawValue): \(line)")
    // Of a few requests there is nothing to tell unless they take time.
    case .forecast(let forecast) where (forecast.least ?? .zero) >= .seconds(1):
      Terminal.error("expected: \(forecast.text)")
    default: break
    }
  }
  func progress(_ progress: RunProgress, after elapsed: Duration) {}
  func interrupted(by signal: Int32) {}
  func failed(_ error: LuaError) {}
}
