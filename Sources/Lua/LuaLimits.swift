/// What a script may use.
public struct LuaLimits: Sendable {
  /// Bytes that Lua may hold; 0 for as many as there are.
  ///
  /// 256 MiB unless set.
  public var memory = 256 << 20
  /// The longest that Lua may run without a pause before the task is killed; nil for any time.
  ///
  /// 10 seconds unless set.
  public var burst: Duration? = .seconds(10)
  /// How long a killed task may hang in a library function before the process ends.
  ///
  /// The status is then 124. Nil for ever; 2 seconds unless set.
  public var grace: Duration? = .seconds(2)
  /// Tests: the allocation that fails, with its retry, or with all after it.
  package var failingAllocation: (number: Int, onward: Bool)?

  /// The limits as they are unless set.
  public init() {}
}
