import CLua
import CLuaShims
import Synchronization

/// One Lua 5.4 state on a thread of its own, with many tasks.
///
/// Scripts call Swift functions (`LuaFunction`), which may answer later while other tasks go on.
/// Scripts cannot reach files, the environment or the process; limits stop those that run away.
/// The thread ends and Lua's memory is freed when nobody holds the state any more.
public actor LuaState {
  nonisolated let thread = LuaThread()
  nonisolated let handle = HostHandle()
  nonisolated let describe: @Sendable (any Error) -> LuaError
  nonisolated let limits: LuaLimits

  var strands: [Int: Strand] = [:]
  var ready = ReadyQueue()
  var running: Strand?
  var lastTask = 0
  var lastOperation = 0
  /// How many calls were answered in a row before they had to wait.
  var answeredAtOnce = 0
  /// Whether a task has had a hundred such answers, and the next is not to reach it before another ran.
  var othersGoFirst = false
  /// How many strands wait for an answer of Swift's.
  var answersAwaited = 0
  /// Calls without an answer for which no task waits any more.
  var abandoned: [ParkedCall.ID: ParkedCall] = [:]
  let inbox: Inbox
  var isContinuing = false

  var run: Run?
  /// Why no script may run here any more.
  var isOver: LuaError?
  /// The names of all chunks that messages may begin with.
  var chunks: Set<String> = []
  var modules = ModuleLoads()
  var findModule: (@Sendable (String) throws -> LuaChunk?)?
  var isActive = false
  var activityHandler: (@Sendable (LuaActivity) -> Void)?

  /// The state's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  /// A new state in which only Lua's own library is.
  ///
  /// - Parameters:
  ///   - limits: What scripts may use.
  ///   - describe: What a script sees of an error that a Swift function throws, unless that is a
  ///     `LuaError`. Called on any thread.
  /// - Throws: `LuaError` of kind `memory` when the limit does not even hold the library.
  public init(
    limits: LuaLimits = LuaLimits(),
    describe: @escaping @Sendable (any Error) -> LuaError = { LuaError($0) }
  ) async throws(LuaError) {
    self.describe = describe
    self.limits = limits
    inbox = Inbox(limits)
    // C keeps `self` as a plain address: the state is closed after `self` has gone, but by then no
    // script runs that could call back with it.
    let context = Unmanaged.passUnretained(self).toOpaque()
    guard let host = clua_open(clua_limits(limits), .swift, context) else {
      throw limits.memoryError(at: nil)
    }
    handle.host = host
    inbox.open(
      Inbox.Receiver(
        holds: { [handle] in handle.holds($0) },
        whenFilled: { [weak self] in
          guard let self else { return }
          thread.perform { self.assumeIsolated { $0.pump() } }
        }))
  }

  // On the Lua thread, after all that waits there: functions and the calls that are still on their
  // way are let go where everything else of this state happened. No task is left that waits for one
  // of them, because who has begun a run holds the state until it has ended.
  deinit {
    let left = abandoned.values.sorted { $0.id.number < $1.id.number }
    thread.finish { [handle, inbox] in
      for call in left { call.delivered() }
      inbox.close()
      if let host = handle.host { clua_close(host) }
    }
  }

  /// Not nil from the end of init on, and nobody gets `self` before.
  var host: OpaquePointer { handle.host! }

  /// The main coroutine, whose stack is the host's own scratch pad.
  var main: OpaquePointer { clua_main(host) }

  /// What Lua holds.
  public var memory: LuaMemory {
    let memory = clua_memory_of(host)
    return LuaMemory(
      used: memory.used, peak: memory.peak, allocations: memory.allocations, held: memory.held)
  }

  /// The tasks that have not ended, in the order in which they were started.
  public var tasks: [LuaTask] { strands.values.map(\.task).sorted { $0.id < $1.id } }

  /// For tests: does the running script pay for a hook? It should not, until it is told to stop.
  package var isHooked: Bool { clua_is_hooked(host) }

  /// Says when tasks go on and when all of them wait.
  ///
  /// The handler is called on the Lua thread: with `running` before the first of some tasks runs,
  /// with `parked` when none can go on any more; always in turn.
  public func onActivity(_ handler: @escaping @Sendable (LuaActivity) -> Void) {
    activityHandler = handler
  }

  /// How `require` finds a module by its name.
  ///
  /// - Parameter find: Runs on the Lua thread; nil when there is no such module. What it throws is
  ///   raised in the script.
  public func findModules(_ find: @escaping @Sendable (String) throws -> LuaChunk?) {
    findModule = find
  }
}

extension clua_limits {
  fileprivate init(_ limits: LuaLimits) {
    let failing = limits.failingAllocation
    self.init(
      memory: limits.memory, burst_ms: Self.milliseconds(limits.burst),
      total_ms: Self.milliseconds(limits.total), grace_ms: Self.milliseconds(limits.grace),
      fail_at: failing?.number ?? 0,
      fail_onward: failing?.onward ?? false)
  }

  /// C takes 0 for no limit, so a limit is at least 1.
  private static func milliseconds(_ duration: Duration?) -> Int32 {
    guard let duration else { return 0 }
    let (seconds, attoseconds) = duration.components
    return Int32(clamping: max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
  }
}
