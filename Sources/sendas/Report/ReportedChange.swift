import CloseAPI
import Journal
import Runs

/// A change of the journal with its JSON read, for a report.
struct ReportedChange {
  /// The kinds of operations that change something.
  static let kinds: Set = ["grant", "revoke", "bulk", "sync", "POST", "PUT", "DELETE"]

  private let operation: OperationRecord
  private let arguments: JSONValue?
  private let result: JSONValue?

  init(_ operation: OperationRecord) {
    self.operation = operation
    arguments = operation.arguments.json
    result = operation.result?.json
  }

  /// One row for each person concerned.
  ///
  /// - Parameter name: What to call the person of an id.
  /// - Returns: The rows, in the order of the arguments.
  func rows(_ name: (String) -> String) -> [RunReport.Row] {
    subjects.map { kind, allowed in
      RunReport.Row(
        number: operation.number, item: item, kind: kind, allowing: name(operation.identity),
        allowed: name(allowed), state: operation.state.rawValue, error: message,
        place: operation.place ?? "")
    }
  }

  /// The permissions that stand after all these changes, by ids.
  ///
  /// - Parameters:
  ///   - changes: The changes, in their order.
  ///   - standing: Whom people let send as them at the end, of whom that is known as a whole.
  /// - Returns: The pairs.
  static func pairs(
    after changes: [ReportedChange], standing: [String: [String]]
  ) -> Set<RunReport.Pair> {
    var pairs: Set<RunReport.Pair> = []
    for change in changes where [.done, .unchanged].contains(change.operation.state) {
      let allowing = change.operation.identity
      if let all = change.result?["associations"]?.arrayValue {
        pairs = pairs.filter { $0.allowing != allowing }
        for allowed in all.compactMap({ $0["allowed_user_id"]?.stringValue }) {
          pairs.insert(RunReport.Pair(allowing: allowing, allowed: allowed))
        }
        continue
      }
      for (kind, allowed) in change.subjects {
        let pair = RunReport.Pair(allowing: allowing, allowed: allowed)
        if kind == "grant" { pairs.insert(pair) } else { pairs.remove(pair) }
      }
      for allowed in change.result?["unchanged"].users ?? [] {
        pairs.insert(RunReport.Pair(allowing: allowing, allowed: allowed))
      }
    }
    pairs = pairs.filter { standing[$0.allowing] == nil }
    for (allowing, all) in standing {
      for allowed in all { pairs.insert(RunReport.Pair(allowing: allowing, allowed: allowed)) }
    }
    return pairs
  }

  /// Whom it is about, and what was to become of each.
  private var subjects: [(kind: String, allowed: String)] {
    if let path = arguments?["path"]?.stringValue { return [("\(operation.kind) \(path)", "")] }
    if let user = arguments?["allowed_user_id"]?.stringValue { return [(operation.kind, user)] }
    if let id = arguments?["id"]?.stringValue {
      // The association's id says nobody's name; what held before does.
      let before = operation.before?.json?.arrayValue ?? []
      let user = before.first { $0["id"]?.stringValue == id }?["allowed_user_id"]?.stringValue
      return [(operation.kind, user ?? id)]
    }
    let (granted, revoked) =
      operation.kind == "sync"
      ? (result?["granted"], result?["revoked"])
      : (arguments?["allowed_user_ids"], arguments?["disallowed_user_ids"])
    let changes = granted.users.map { ("grant", $0) } + revoked.users.map { ("revoke", $0) }
    // A sync that failed has no result: all it says is whom it was for.
    guard operation.kind == "sync", result == nil else { return changes }
    return (arguments?["users"].users ?? []).map { ("sync", $0) }
  }

  /// The most people that a line names.
  private static let mostNamed = 5

  /// Whom or what it is about, in a few words.
  ///
  /// - Parameter name: What to call the person of an id.
  /// - Returns: The words; empty where it is about nobody.
  func subject(_ name: (String) -> String) -> String {
    if let path = arguments?["path"]?.stringValue {
      return path + (arguments?["body"].map { " \($0)" } ?? "")
    }
    guard Self.kinds.contains(operation.kind) else {
      let members = arguments?.objectValue ?? []
      return members.map { "\($0.0) \($0.1.stringValue.map(name) ?? $0.1.description)" }
        .joined(separator: ", ")
    }
    let people = subjects
    let isOne = people.count == 1 && people[0].kind == operation.kind
    let words = people.prefix(Self.mostNamed).map { kind, id in
      let sign = isOne ? "" : kind == "grant" ? "+" : kind == "revoke" ? "-" : ""
      return sign + name(id)
    }
    let more = people.count - words.count
    return words.joined(separator: " ") + (more > 0 ? " and \(more) more" : "")
  }

  /// The change in a line: `grant grace@acme.test by alice@acme.test`.
  ///
  /// - Parameter name: What to call the person of an id.
  /// - Returns: The words.
  func words(_ name: (String) -> String) -> String {
    "\(operation.kind) \(subject(name)) by \(name(operation.identity))"
  }

  private var item: String {
    let task = operation.taskKey
    let path = task.hasPrefix("main/") ? String(task.dropFirst("main/".count)) : task
    return path.split(separator: "/", omittingEmptySubsequences: false)
      .map { TaskKey.name(String($0)) }.joined(separator: "/")
  }

  /// Why it is not as was asked for; empty where it is.
  var message: String {
    if operation.state == .intent {
      return
        "no answer has come; where the run was stopped, sendas resume finds out what became of it"
    }
    guard let error = operation.error?.json else { return "" }
    let kind = error["kind"]?.stringValue.map { " [\($0)]" } ?? ""
    return (error["message"]?.stringValue ?? "") + kind
  }
}

extension String {
  fileprivate var json: JSONValue? { try? JSONValue(parsing: self) }
}

extension JSONValue? {
  fileprivate var users: [String] { self?.arrayValue?.compactMap(\.stringValue) ?? [] }
}
