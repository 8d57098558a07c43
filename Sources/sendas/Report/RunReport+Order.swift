import Journal
import Runs

// Which rows there are beside the changes, and the order of all.
extension RunReport {
  /// Of a change that several attempts have asked for, only what it came to last.
  static func latest(_ changes: [OperationRecord]) -> [OperationRecord] {
    let key = { (change: OperationRecord) in
      change.content.map { ChangeKey(content: $0, occurrence: change.occurrence) }
    }
    var last: [ChangeKey: Int] = [:]
    for change in changes {
      if let key = key(change) { last[key] = max(change.number, last[key] ?? 0) }
    }
    return changes.filter { change in key(change).map { last[$0] == change.number } ?? true }
  }

  /// The items that failed without a change that says why: an email that nobody has, a row that cannot
  /// be read, a person without a credential.
  static func earlyFailures(_ failures: [ItemFailure], beside rows: [Row]) -> [Row] {
    let told = Set(rows.filter(\.isBad).map { name(of: $0.item) })
    return failures.filter { !told.contains($0.name) }.map { failure in
      Row(
        number: nil, item: failure.name, kind: "", allowing: "", allowed: "", state: "failed",
        error: "\(failure.message) [\(failure.kind)]", place: failure.place ?? "")
    }
  }

  /// The rows of a file stand together and in their order, where the first of their changes stands;
  /// all else as the script asked for it.
  static func inOrder(_ rows: [Row]) -> [Row] {
    var firsts: [String: Int] = [:]
    for row in rows {
      guard let file = input(of: row.item)?.file, let number = row.number else { continue }
      firsts[file] = min(number, firsts[file] ?? .max)
    }
    let keys = rows.indices.map { index in
      let number = rows[index].number ?? .max
      guard let input = input(of: rows[index].item) else { return (number, "", 0, number, index) }
      return (firsts[input.file] ?? .max, input.file, input.row, number, index)
    }
    return keys.sorted(by: <).map { rows[$0.4] }
  }

  private static func input(of item: String) -> (file: String, row: Int)? {
    guard let match = item.wholeMatch(of: /(.*) row ([0-9]+)/), let row = Int(match.2) else {
      return nil
    }
    return (String(match.1), row)
  }

  /// The last part of the item's path, without the number of its repeat.
  private static func name(of item: String) -> String {
    let last = item.split(separator: "/").last.map(String.init) ?? item
    return last.replacing(/#[0-9]+$/, with: "")
  }
}
