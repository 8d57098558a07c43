public import CloseAPI
public import Journal

/// How a run goes about its operations.
public struct RunOptions: Sendable {
  /// What it may not do.
  public var guardrails = Guardrails()
  /// The most changes of a person that leave in one request; 1: each leaves alone.
  public var requestSize = 100
  /// Which changes of earlier attempts are made again although their outcome is known.
  public var retry = Replay.Retry.nothing
  /// Whether changes are only planned: nothing is sent but reads.
  public var isPlan = false
  /// Whether it is to change nothing: then it goes on where the journal cannot be written.
  public var onlyReads = false
  /// Whether somebody sits at a terminal and waits for each answer.
  public var isInteractive = false
  /// Called before the first change, with the organization; throws where another run holds it.
  public var hold: (@Sendable (OrganizationID, RunRecord) throws(RunError) -> Void)?

  /// What it waits on before it looks again.
  public var clock: any Clock<Duration> = ContinuousClock()

  /// A run from its beginning, without limits.
  public init() {}
}
