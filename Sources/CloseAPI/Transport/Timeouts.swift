/// How long a request may take, without the time it waits for the rate limit.
public struct Timeouts: Sendable, Equatable {
  /// For making a connection, TLS included.
  public var connect: Duration
  /// Between two pieces of an answer, and before the first.
  public var read: Duration
  /// For one attempt as a whole.
  public var total: Duration
  /// For one operation with all its attempts and the pauses between them, without its waits for the
  /// rate limit.
  public var operation: Duration

  /// Sets all four.
  /// - Parameters:
  ///   - connect: for making a connection; 10 seconds.
  ///   - read: between two pieces of an answer; 30 seconds.
  ///   - total: for one attempt; 60 seconds, the patience of common gateways (Close publishes
  ///     none).
  ///   - operation: for all attempts together; 180 seconds, three attempts that each get stuck.
  public init(
    connect: Duration = .seconds(10), read: Duration = .seconds(30), total: Duration = .seconds(60),
    operation: Duration = .seconds(180)
  ) {
    self.connect = connect
    self.read = read
    self.total = total
    self.operation = operation
  }
}
