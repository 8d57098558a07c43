public import Foundation

/// What the journal remembers of one operation: one thing a task asked Close to do.
///
/// The journal does not look into `arguments`, `before`, `result` and `error`: they are JSON text
/// for it, nothing more.
public struct OperationRecord: Sendable, Equatable {
  /// The id of the run it belongs to.
  public var run: String
  /// Its place in the run's order, from 1; given by the journal, so leave it 0 when writing.
  public var number: Int
  /// The attempt of the run that made it.
  public var attempt: Int
  /// The user id of the person in whose name it is made.
  public var identity: String
  /// What is done, for example "grant", "revoke", "bulk" or "list".
  public var kind: String
  /// Its arguments as canonical JSON text, with people resolved to ids: equal operations have
  /// equal text.
  public var arguments: String
  /// The key of the task that asked: the path of item keys down from the first task.
  public var taskKey: String
  /// Which of the equal operations of its task it is, from 1.
  public var occurrence: Int
  /// The script's line that asked, for example "onboard.lua:14"; for messages only.
  public var place: String?
  /// How far it has come.
  public var state: OperationState
  /// An id shared by the operations that left in one HTTP request.
  public var request: String?
  /// What was so before the change, as JSON text; what undo rests on.
  public var before: String?
  /// What the task got as its answer, as JSON text.
  public var result: String?
  /// The error that the task got instead, as JSON text.
  public var error: String?
  /// When the task asked.
  public var startedAt: Date
  /// When the outcome was known.
  public var endedAt: Date?
  /// By what a later attempt recognises a change, together with `occurrence`: equal changes have
  /// equal bytes; nil for what is never looked for.
  public var content: ChangeContent?

  /// Describes an operation; an intent when nothing else is said.
  public init(
    run: String, number: Int = 0, attempt: Int = 1, identity: String, kind: String,
    arguments: String, taskKey: String = "", occurrence: Int = 1, place: String? = nil,
    state: OperationState = .intent, request: String? = nil, before: String? = nil,
    result: String? = nil, error: String? = nil, startedAt: Date, endedAt: Date? = nil,
    content: ChangeContent? = nil
  ) {
    self.run = run
    self.number = number
    self.attempt = attempt
    self.identity = identity
    self.kind = kind
    self.arguments = arguments
    self.taskKey = taskKey
    self.occurrence = occurrence
    self.place = place
    self.state = state
    self.request = request
    self.before = before
    self.result = result
    self.error = error
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.content = content
  }
}

/// How far an operation has come.
public enum OperationState: String, Sendable, Hashable, CaseIterable {
  /// It is about to be sent, or was sent and its outcome is not known.
  case intent
  /// It was done.
  case done
  /// What it asked for was so already; nothing was sent.
  case unchanged
  /// The server or a guardrail refused it; nothing was changed.
  case failed
  /// It was sent, and whether it took effect cannot be told.
  case ambiguous
  /// It was taken back before it was sent.
  case withdrawn
}
