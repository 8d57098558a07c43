public import Foundation

/// What became of an operation whose intent is in the journal.
public struct OperationOutcome: Sendable, Equatable {
  /// The id of the run.
  public var run: String
  /// The operation's number in that run, as ``RunJournal/intend(_:recording:settling:)`` returned
  /// it.
  public var number: Int
  /// How far it has come now.
  public var state: OperationState
  /// The HTTP request in which it left; nil leaves what the intent said.
  public var request: String?
  /// What the task got as its answer, as JSON text.
  public var result: String?
  /// The error that the task got instead, as JSON text.
  public var error: String?
  /// When the outcome was known.
  public var endedAt: Date

  /// Describes an outcome.
  public init(
    run: String, number: Int, state: OperationState, request: String? = nil,
    result: String? = nil, error: String? = nil, endedAt: Date
  ) {
    self.run = run
    self.number = number
    self.state = state
    self.request = request
    self.result = result
    self.error = error
    self.endedAt = endedAt
  }
}
