import CloseAPI
import Journal
import Lua
import Runs

/// One JSON object per line on standard output, and nothing else there.
struct JSONReporter: Reporter {
  let progressInterval = Duration.seconds(10)
  let wantsLastProgress = true
  let isForPeople = false

  func report(_ event: RunEvent) {
    switch event {
    case .started(let run):
      line(
        "started",
        [
          ("run", .string(run.id)), ("command", .string(run.command)),
          ("identity", .string(run.identity)), ("emulator", .bool(run.isEmulator)),
        ])
    case .operation(let operation): line("operation", Self.fields(operation))
    case .print(let text): line("print", [("text", .string(text))])
    case .table(let columns, let rows):
      let text = { (cells: [String]) in JSONValue.array(cells.map(JSONValue.string)) }
      line("table", [("columns", text(columns)), ("rows", .array(rows.map(text)))])
    case .log(let level, let text):
      line("log", [("level", .string(level.rawValue)), ("text", .string(text))])
    case .itemFailed(let failure):
      line("item_failed", Self.fields(failure))
    case .forecast(let forecast): line("forecast", forecast.json)
    case .finished(let summary):
      guard case .object(let fields) = summary.json else { return }
      line("summary", fields)
    }
  }

  func progress(_ progress: RunProgress, after elapsed: Duration) {
    line(
      "progress",
      [
        ("seconds", .number(elapsed.inSeconds)),
        ("ended_items", .integer(Int64(progress.tally.endedItems))),
        ("known_items", .integer(Int64(progress.tally.knownItems))),
        ("requests", .integer(Int64(progress.requests))),
        ("throttled", .integer(Int64(progress.throttled))),
        ("waiting_for_limit", progress.waitingForLimit.map { .number($0.inSeconds) } ?? .null),
        ("remaining", progress.remaining.map { .number($0.inSeconds) } ?? .null),
      ])
  }

  func interrupted(by signal: Int32) {
    line("interrupted", [("signal", .integer(Int64(signal)))])
  }

  func failed(_ error: LuaError) {
    line(
      "error",
      [
        ("kind", .string(error.kind.rawValue)), ("message", .string(error.message)),
        ("place", error.place.map { .string("\($0)") } ?? .null),
        ("traceback", error.traceback.map(JSONValue.string) ?? .null),
      ])
  }

  private func line(_ event: String, _ fields: [(String, JSONValue)]) {
    let object = JSONValue.object([("event", .string(event))] + fields)
    Terminal.output(SecretRedactor.shared.redact(object).description)
  }

  /// A failed item as `run --format json` and `runs show --format json` have it.
  static func fields(_ failure: ItemFailure) -> [(String, JSONValue)] {
    [
      ("index", .integer(Int64(failure.index))), ("item", .string(failure.name)),
      ("kind", .string(failure.kind)), ("message", .string(failure.message)),
      ("place", failure.place.map(JSONValue.string) ?? .null),
    ]
  }

  /// An operation as `run --format json` and `runs show --format json` have it.
  static func fields(_ operation: OperationRecord) -> [(String, JSONValue)] {
    func json(_ text: String?) -> JSONValue {
      text.flatMap { try? JSONValue(parsing: $0) } ?? .null
    }
    return [
      ("kind", .string(operation.kind)), ("state", .string(operation.state.rawValue)),
      ("identity", .string(operation.identity)), ("arguments", json(operation.arguments)),
      ("task", .string(operation.taskKey)),
      ("place", operation.place.map(JSONValue.string) ?? .null),
      ("request", operation.request.map(JSONValue.string) ?? .null),
      ("result", operation.answer ?? .null), ("error", json(operation.error)),
    ]
  }
}
