import CloseAPI
import Journal

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

  private let retry: Retry
  /// The numbers of the operations that were asked for again.
  private var asked = NumberSet()

  /// - Parameter retry: What is made again although its outcome is known.
  init(retry: Retry) { self.retry = retry }

  /// What the latest operation that the journal has of a change means for it now.
  mutating func judge(_ known: OperationRecord) -> Memory? {
    asked.insert(known.number)
    switch known.state {
    case .done, .unchanged: return .answered(known)
    case .intent: return .unknown(known)
    case .withdrawn: return nil
    // What never left was refused by a rule of the run, and the rules may be others now.
    case .failed: return retry == .failed || known.request == nil ? nil : .refused(known)
    case .ambiguous: return retry == .ambiguous ? .unknown(known) : .refused(known)
    }
  }

  /// Notes that a change was asked for again that was answered before.
  mutating func answers(_ number: Int) { asked.insert(number) }

  /// Whether a change of that number was asked for again.
  func isAsked(_ number: Int) -> Bool { asked.contains(number) }

  /// Whether an earlier attempt than this has made the change, and this one has not asked for it.
  func isLeft(_ operation: OperationRecord, before attempt: Int) -> Bool {
    operation.state == .done && operation.attempt < attempt && !asked.contains(operation.number)
  }
}

extension ChangeKey {
  /// The key of the operation, whose occurrence is known.
  init(_ record: OperationRecord) {
    self.init(
      content: record.content ?? ChangeKey.content(of: record), occurrence: record.occurrence)
  }

  /// The same for equal changes of a task.
  static func content(of record: OperationRecord) -> ChangeContent {
    content(
      identity: record.identity, kind: record.kind, arguments: record.arguments,
      task: TaskKey.stable(record.taskKey))
  }

  /// The same, of its parts; of the task's key what stays the same.
  static func content(
    identity: String, kind: String, arguments: String, task: String
  ) -> ChangeContent {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(200)
    for part in [identity, kind, arguments, task] {
      bytes.append(contentsOf: part.utf8)
      // No part holds this byte, so none can be taken for two.
      bytes.append(0xFF)
    }
    return ChangeContent(head: SHA256Digest.head(of: bytes))
  }
}

/// Many numbers that lie close together, a bit for each.
struct NumberSet: Sendable {
  private var words: [UInt64] = []

  mutating func insert(_ number: Int) {
    while words.count <= number / 64 { words.append(0) }
    words[number / 64] |= 1 << UInt64(number % 64)
  }

  func contains(_ number: Int) -> Bool {
    number / 64 < words.count && words[number / 64] & (1 << UInt64(number % 64)) != 0
  }
}
