/// What a script may use.
public struct LuaLimits: Sendable {
  /// Bytes that Lua, and Swift for the script, may hold; 0 for as many as there are.
  ///
  /// A script that passes it is ended, whatever it catches. 256 MiB unless set.
  public var memory = 256 << 20
  /// Bytes that one answer or one argument list may take in Lua, about.
  ///
  /// 64 MiB unless set.
  public var value = 64 << 20
  /// The processor time that Lua may use without a pause before the task is killed; nil for any.
  ///
  /// 10 seconds unless set. On a busy machine more time may pass.
  public var burst: Duration? = .seconds(10)
  /// The processor time that the tasks of one run may use together, waiting excluded; nil for any.
  ///
  /// What they use of it in calls of Swift functions counts. Nil unless set.
  public var total: Duration?
  /// How long a killed task may hang in a library function before the process ends.
  ///
  /// In processor time, and five times as long where it waits for something outside. The status is
  /// then 124. Nil for ever; 2 seconds unless set.
  public var grace: Duration? = .seconds(2)
  /// Tests: the allocation that fails, with its retry, or with all after it.
  package var failingAllocation: (number: Int, onward: Bool)?

  /// The limits as they are unless set.
  public init() {}
}
