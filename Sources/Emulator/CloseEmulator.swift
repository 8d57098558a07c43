import FoundationEssentials
import Synchronization

/// A local Close: Send As, people and the organisation, as an independent reading of the API.
///
/// Any client can use it over a loopback socket after `start`. Every request is answered from one
/// state behind one lock, so answers are consistent whatever arrives at once. An emulator that was
/// started must be stopped.
public final class CloseEmulator: Sendable {
  struct Guarded {
    var state: OrganizationState
    /// When the emulator's time began, since 1970.
    let epoch: Duration
    var limiter: Limiter
    var oauth: OAuthBook
    var log: RequestLog
    var changes: Ring<ChangeRecord>
    var faults = FaultPlan([], seed: 0)
    /// What was true so long ago, for each such fault in force.
    var lagging: [Duration: LaggingState] = [:]

    /// The truth as it is now.
    var world: World { state.world.with(oauth.tokens) }
  }

  let guarded: Mutex<Guarded>
  let router: Router
  let options: WorldOptions
  let elapsed: @Sendable () -> Duration
  let pause: @Sendable (Duration) async throws -> Void
  let onChange: (@Sendable (WorldChange) -> Void)?
  let store: WorldStore?
  let onStoreFailure: (@Sendable (EmulatorError) -> Void)?
  private let server = LoopbackServer()

  /// Makes an emulator of a world; it does not listen yet.
  ///
  /// Requests, changes and tokens are remembered in constant memory: the latest of each.
  ///
  /// - Parameters:
  ///   - world: What is so at the beginning.
  ///   - limits: How many requests are let through.
  ///   - clock: What windows of the limits, the age of tokens and the delays of faults follow.
  ///   - epoch: What time it is at the beginning, since 1970; nil: as the system says. Only the
  ///     ends of tokens are counted from there.
  ///   - seed: Equal seeds give new associations equal ids; without one they are random.
  ///   - rememberedRequests: How many of the latest requests and changes can be asked for.
  ///   - store: Where every change is kept before the request that made it is answered. It holds
  ///     the world already.
  ///   - onStoreFailure: Hears why the store could not keep a change, under the rules of
  ///     `onChange`. The emulator goes on, and the store is made whole with the next change.
  ///   - onChange: Hears of every change in order, before the request that made it is answered;
  ///     it runs under the emulator's lock and must not use the emulator.
  public init(
    world: World, limits: EmulatorLimits = .close,
    clock: some Clock<Duration> = ContinuousClock(), epoch: Duration? = nil, seed: UInt64? = nil,
    rememberedRequests: Int = 10_000, store: WorldStore? = nil,
    onStoreFailure: (@Sendable (EmulatorError) -> Void)? = nil,
    onChange: (@Sendable (WorldChange) -> Void)? = nil
  ) {
    let seed = seed ?? UInt64.random(in: 0...(.max))
    guarded = Mutex(
      Guarded(
        state: OrganizationState(world, seed: seed),
        epoch: epoch ?? .seconds(Date.now.timeIntervalSince1970), limiter: Limiter(limits),
        oauth: OAuthBook(seed: ~seed, tokens: world.surroundings.oauth.tokens),
        log: RequestLog(capacity: rememberedRequests),
        changes: Ring(capacity: rememberedRequests)))
    pause = { try await clock.sleep(for: $0) }
    router = Router(world)
    options = world.options
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    self.store = store
    self.onStoreFailure = onStoreFailure
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
  public var world: World { guarded.withLock { $0.world } }

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
