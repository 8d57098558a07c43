import CloseAPI
import Foundation
import Journal
import Runs

/// What a run did, from the journal alone, in the order of its input.
struct RunReport {
  /// One change that was asked for.
  struct Change {
    let number: Int
    let item: String
    let kind: String
    let allowing: String
    let allowed: String
    let state: String
    let error: String
    let place: String

    static let columns = [
      "number", "item", "kind", "allowing", "allowed", "state", "error", "place",
    ]
    var cells: [String] { ["\(number)", item, kind, allowing, allowed, state, error, place] }
  }

  /// A permission that stood at the end, as far as the run saw.
  struct Pair: Hashable {
    let allowing: String
    let allowed: String
  }

  let run: RunRecord
  let changes: [Change]
  let pairs: Set<Pair>
  /// Requests that carried changes, by the second of the run in which they were answered.
  let requestsBySecond: [Int: Int]

  /// - Parameters:
  ///   - run: The run.
  ///   - operations: All of its operations.
  ///   - emails: The people's emails by their ids, as far as they are known; others appear by id.
  init(_ run: RunRecord, _ operations: [OperationRecord], emails: [String: String]) {
    self.run = run
    let name = { (id: String) in emails[id] ?? id }
    let writes = operations.filter { ["grant", "revoke", "bulk", "sync"].contains($0.kind) }
    changes = writes.sorted { Self.order($0) < Self.order($1) }.flatMap { operation in
      Self.subjects(operation).map { kind, allowed in
        Change(
          number: operation.number, item: Self.item(operation.taskKey), kind: kind,
          allowing: name(operation.identity), allowed: name(allowed),
          state: operation.state.rawValue, error: Self.message(operation.error),
          place: operation.place ?? "")
      }
    }
    pairs = Set(
      Self.pairs(writes).map { Pair(allowing: name($0.allowing), allowed: name($0.allowed)) })
    var seconds: [Int: Int] = [:]
    for (_, sharing) in Dictionary(grouping: writes.filter { $0.request != nil }, by: \.request) {
      guard let ended = sharing.compactMap(\.endedAt).min() else { continue }
      seconds[max(0, Int(ended.timeIntervalSince(run.startedAt))), default: 0] += 1
    }
    requestsBySecond = seconds
  }

  /// The changes as CSV: those of a file's rows in the order of the rows, what failed in its place.
  var csv: String {
    Table(columns: Change.columns, rows: changes.map(\.cells)).text(.csv) + "\n"
  }

  /// The run and its counts as JSON.
  var json: String {
    let states = Dictionary(changes.map { ($0.state, 1) }, uniquingKeysWith: +)
    return JSONValue.object([
      ("run", .string(run.id)), ("state", .string(run.state.rawValue)),
      ("exit_status", run.exitStatus.map { .integer(Int64($0)) } ?? .null),
      ("changes", .integer(Int64(changes.count))),
      (
        "changes_by_state",
        .object(states.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })
      ),
      ("summary", run.summary.flatMap { try? JSONValue(parsing: $0) } ?? .null),
    ]).description + "\n"
  }

  /// By the file and the row from which the item came, then as the script asked.
  private static func order(_ operation: OperationRecord) -> (String, Int, Int) {
    let item = item(operation.taskKey)
    guard let match = item.wholeMatch(of: /(.* row )([0-9]+)/), let row = Int(match.2) else {
      return ("", 0, operation.number)
    }
    return (String(match.1), row, operation.number)
  }

  private static func item(_ task: String) -> String {
    let path = task.hasPrefix("main/") ? String(task.dropFirst("main/".count)) : task
    return path.split(separator: "/", omittingEmptySubsequences: false)
      .map { TaskKey.name(String($0)) }.joined(separator: "/")
  }

  private static func subjects(_ operation: OperationRecord) -> [(kind: String, allowed: String)] {
    let arguments = value(operation.arguments)
    if let user = text(arguments, "allowed_user_id") ?? text(arguments, "id") {
      return [(operation.kind, user)]
    }
    if operation.kind == "sync" {
      let made = value(operation.result)
      return texts(made, "granted").map { ("grant", $0) }
        + texts(made, "revoked").map { ("revoke", $0) }
    }
    return texts(arguments, "allowed_user_ids").map { ("grant", $0) }
      + texts(arguments, "disallowed_user_ids").map { ("revoke", $0) }
  }

  private static func pairs(_ writes: [OperationRecord]) -> Set<Pair> {
    var pairs: Set<Pair> = []
    for operation in writes where [.done, .unchanged].contains(operation.state) {
      let result = value(operation.result)
      if case .array(let all)? = result?["associations"] {
        pairs = pairs.filter { $0.allowing != operation.identity }
        for association in all {
          guard let allowed = text(association, "allowed_user_id") else { continue }
          pairs.insert(Pair(allowing: operation.identity, allowed: allowed))
        }
        continue
      }
      for (kind, allowed) in subjects(operation) {
        let pair = Pair(allowing: operation.identity, allowed: allowed)
        if kind == "grant" { pairs.insert(pair) } else { pairs.remove(pair) }
      }
    }
    return pairs
  }

  private static func value(_ text: String?) -> JSONValue? {
    text.flatMap { try? JSONValue(parsing: $0) }
  }

  private static func text(_ value: JSONValue?, _ name: String) -> String? {
    if case .string(let text)? = value?[name] { text } else { nil }
  }

  private static func texts(_ value: JSONValue?, _ name: String) -> [String] {
    guard case .array(let items)? = value?[name] else { return [] }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  private static func message(_ error: String?) -> String {
    guard let error = value(error) else { return "" }
    let kind = text(error, "kind").map { " [\($0)]" } ?? ""
    return (text(error, "message") ?? "") + kind
  }
}
