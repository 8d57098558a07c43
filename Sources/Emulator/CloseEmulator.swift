import Synchronization

/// A local Close: Send As, people and the organisation, as an independent reading of the API.
///
/// Any client can use it over a loopback socket after `start`. Every request is answered from one
/// state behind one lock, so answers are consistent whatever arrives at once. An emulator that was
/// started must be stopped.
public final class CloseEmulator: Sendable {
  struct Guarded {
    var state: OrganizationState
    var limiter: Limiter
    var oauth: OAuthBook
    var log: RequestLog
    var changes: Ring<ChangeRecord>
    var faults = FaultPlan([], seed: 0)
    /// What was true so long ago, for each such fault in force.
    var lagging: [Duration: LaggingState] = [:]
  }

  let guarded: Mutex<Guarded>
  let router: Router
  let options: WorldOptions
  let elapsed: @Sendable () -> Duration
  let pause: @Sendable (Duration) async throws -> Void
  let onChange: (@Sendable (WorldChange) -> Void)?
  private let server = LoopbackServer()

  /// Makes an emulator of a world; it does not listen yet.
  ///
  /// Windows of the limits, the age of tokens and the delays of faults follow `clock`. Equal seeds give new associations equal ids; without
  /// one the ids are random. The latest `rememberedRequests` requests can be asked for.
  /// `onChange` hears of every change in order, before the request that made it is answered; it
  /// runs under the emulator's lock and must not use the emulator.
  public init(
    world: World, limits: EmulatorLimits = .close,
    clock: some Clock<Duration> = ContinuousClock(), seed: UInt64? = nil,
    rememberedRequests: Int = 10_000, onChange: (@Sendable (WorldChange) -> Void)? = nil
  ) {
    let seed = seed ?? UInt64.random(in: 0...(.max))
    guarded = Mutex(
      Guarded(
        state: OrganizationState(world, seed: seed), limiter: Limiter(limits),
        oauth: OAuthBook(seed: ~seed), log: RequestLog(capacity: rememberedRequests),
        changes: Ring(capacity: rememberedRequests)))
    pause = { try await clock.sleep(for: $0) }
    router = Router(world)
    options = world.options
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    self.onChange = onChange
  }

  /// Listens on 127.0.0.1 and returns the base URL, `http://127.0.0.1:PORT/api/v1`.
  ///
  /// Port 0 takes a free one. Throws `EmulatorError`: `portInUse`, or `cannotListen` if the port
  /// is refused for another reason or this emulator already runs. May be called again after
  /// `stop`.
  public func start(port: Int = 0) async throws(EmulatorError) -> String {
    let bound = try await server.start(
      port: port, responder: LoopbackResponder(pause: pause) { [self] in respond(to: $0) })
    return "http://127.0.0.1:\(bound)/api/v1"
  }

  /// Ends the server: requests under way are answered, idle connections are closed.
  ///
  /// A client that does not finish its request is given two seconds.
  public func stop() async {
    await server.stop()
  }

  /// The truth as it is now.
  public var world: World { guarded.withLock { $0.state }.world }

  /// The latest requests, oldest first.
  public var requests: [RequestRecord] { guarded.withLock { $0.log.records } }

  /// How many requests were answered since the emulator was made.
  public var requestCount: Int { guarded.withLock { $0.log.total } }

  /// How many of them were answered 429.
  public var throttledCount: Int { guarded.withLock { $0.log.throttled } }

  /// The faults in force.
  public var faults: [Fault] { guarded.withLock { $0.faults.faults } }

  /// Puts other faults in the place of those in force; equal seeds throw equal dice.
  public func setFaults(_ faults: [Fault], seed: UInt64? = nil) {
    let seed = seed ?? UInt64.random(in: 0...(.max))
    guarded.withLock { $0.set(faults, seed: seed) }
  }
}
