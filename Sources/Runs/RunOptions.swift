public import CloseAPI
public import Journal

/// How a run goes about its operations.
public struct RunOptions: Sendable {
  /// What it may not do.
  public var guardrails = Guardrails()
  /// The most changes of a person that leave in one request; 1: each leaves alone.
  public var requestSize = 100
  /// What earlier attempts of the run have come to.
  public var replay = Replay()
  /// Whether changes are only planned: nothing is sent but reads.
  public var isPlan = false
  /// Called before the first change, with the organization; throws where another run holds it.
  public var hold: (@Sendable (OrganizationID, RunRecord) throws(RunError) -> Void)?

  /// What it waits on before it looks again.
  public var clock: any Clock<Duration> = ContinuousClock()

  /// A run from its beginning, without limits.
  public init() {}
}
