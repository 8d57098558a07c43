import CloseAPI
public import Journal

/// What earlier attempts of a run have come to, for the one that resumes it.
///
/// A change is recognised by who asks for what in which task, and by its number among equal ones
/// there; what it asks of Close is the same then, wherever it stands in the script now.
public struct Replay: Sendable {
  /// Which changes are made again although their outcome is known.
  public enum Retry: Sendable { case nothing, failed, ambiguous }

  /// What is known of a change.
  enum Memory: Sendable {
    /// It was made, or was so already: its answer is given again.
    case answered(OperationRecord)
    /// Close has refused it: it is refused again.
    case refused(OperationRecord)
    /// Whether it was made is not known: Close is asked first.
    case unknown(OperationRecord)
  }

  fileprivate struct Key: Hashable {
    let identity: String
    let kind: String
    let arguments: String
    let task: String
    var occurrence: Int
  }

  private var records: [Key: OperationRecord] = [:]
  private let retry: Retry

  /// - Parameters:
  ///   - operations: All operations of the earlier attempts, in their order.
  ///   - retry: What is made again although its outcome is known.
  public init(_ operations: [OperationRecord] = [], retry: Retry = .nothing) {
    self.retry = retry
    // The last one counts: a retry has a row of its own.
    for operation in operations where Operation.Kind.changes.contains(operation.kind) {
      records[Key(operation)] = operation
    }
  }

  /// What is known of the change; it is known once.
  mutating func take(_ record: OperationRecord) -> Memory? {
    guard let known = records.removeValue(forKey: Key(record)) else { return nil }
    switch known.state {
    case .done, .unchanged: return .answered(known)
    case .intent: return .unknown(known)
    case .withdrawn: return nil
    // What never left was refused by a rule of the run, and the rules may be others now.
    case .failed: return retry == .failed || known.request == nil ? nil : .refused(known)
    case .ambiguous: return retry == .ambiguous ? .unknown(known) : .refused(known)
    }
  }

  /// Whether that change was made, or may have been, by an earlier attempt.
  func knows(_ identity: UserID, _ kind: String, _ arguments: String) -> Bool {
    let key = Key(
      identity: identity.rawValue, kind: kind, arguments: arguments, task: "main", occurrence: 1)
    return records[key].map { $0.state == .done || $0.state == .intent } ?? false
  }

  /// The changes that were made and that the script does not ask for any more, in their order.
  var left: [OperationRecord] {
    records.values.filter { $0.state == .done }.sorted { $0.number < $1.number }
  }
}

extension Replay.Key {
  init(_ record: OperationRecord) {
    self.init(
      identity: record.identity, kind: record.kind, arguments: record.arguments,
      task: TaskKey.stable(record.taskKey), occurrence: record.occurrence)
  }
}

/// Numbers equal changes within their task, from 1.
struct Occurrences: Sendable {
  private var counts: [Replay.Key: Int] = [:]

  mutating func next(_ record: OperationRecord) -> Int {
    var key = Replay.Key(record)
    key.occurrence = 0
    let number = counts[key, default: 0] + 1
    counts[key] = number
    return number
  }
}
