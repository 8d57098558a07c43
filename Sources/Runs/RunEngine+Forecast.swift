import CloseAPI
import Synchronization

// What is known of a run's size before it is sent, and who goes first.
extension RunEngine {
  /// The client for the next request that carries out changes, of which `following` more come after it.
  ///
  /// It is counted by the transport from now on, and no longer here.
  func carrier(_ identity: Identity, following: Int) -> CloseClient {
    preparing -= 1
    return identity.client.sending(following: following).counted()
  }

  /// The client for reading back: nothing waits for it but the certainty of what is done.
  func checker(_ identity: Identity) -> CloseClient {
    identity.client.sending(options.isInteractive ? .interactive : .check)
  }

  /// Says once how many requests the run takes, with those that it has sent: keys are proven and lists
  /// read before anybody knows.
  ///
  /// Of a batch when all of its items have come to their change, or have ended; by then those of people
  /// who were proven first may be on their way, or made. Later it is not told: items that go on with
  /// another change have shown that nobody knows how many there will be.
  func tellForecast() async {
    guard !hasForecast, !options.isPlan, !waiting.isEmpty else { return }
    let (known, ended) = tally.withLock { ($0.knownItems, $0.endedItems) }
    guard waiting.count >= known - ended, known == 0 || known > forecastItems else { return }
    forecastItems = known
    var expected: [ExpectedRequests] = []
    for lane in lanes.values {
      let needs = lane.queue.needs
      expected.append(lane.identity.client.listings(needs.listings))
      expected.append(lane.identity.client.grants(needs.grants))
      expected.append(lane.identity.client.revocations(needs.revocations))
    }
    let remaining = expected.reduce(0) { $0 + $1.count }
    guard remaining + (known == 0 ? 0 : begunRequests) >= RunForecast.fewest else { return }
    hasForecast = true
    let requests = transport.begun + preparing + remaining
    emit(
      .forecast(RunForecast(requests: requests, least: await transport.forecast(expected))))
  }

  /// The requests that a plan takes, and the least time.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - isBegun: Whether this run is the one that makes it: people whom it has proven and listed
  ///     already are not counted again.
  /// - Returns: The forecast; the run does not tell another.
  public func forecast(of plan: Plan, isBegun: Bool) async -> RunForecast {
    hasForecast = hasForecast || isBegun
    var expected: [ExpectedRequests] = []
    var requests = plan.writes.count
    for change in plan.changes where change.count > 0 && change.hasCredential {
      guard let identity = try? await identity(change.allowing.id.rawValue) else { continue }
      let isListed = isBegun && lanes[identity.id]?.queue.book != nil
      expected.append(identity.client.listings(isListed ? 0 : 1))
      let size = options.requestSize
      let grants = Self.requests(change.granted.count, by: size)
      let revocations = Self.requests(change.revoked.count, by: size)
      let isSingle = size == 1 || change.count == 1
      let all = Self.requests(change.count, by: size)
      expected.append(identity.client.grants(isSingle ? grants : all))
      expected.append(identity.client.revocations(isSingle ? revocations : 0))
      // To prove the credential, in a run of its own.
      if !isBegun { expected.append(identity.client.proofs(1)) }
    }
    requests += expected.reduce(0) { $0 + $1.count }
    return RunForecast(requests: requests, least: await transport.forecast(expected))
  }

  private static func requests(_ changes: Int, by size: Int) -> Int {
    (changes + size - 1) / max(1, size)
  }
}

extension ChangeQueue {
  /// What is gathered, in requests; what turns out to be so already makes it fewer.
  struct Needs {
    var listings = 0
    var grants = 0
    var revocations = 0
    /// All requests that change something.
    var writes: Int { grants + revocations }
  }

  /// What has gathered and has not left.
  var needs: Needs {
    var needs = Needs()
    guard !items.isEmpty || !parts.isEmpty else { return needs }
    // Else it is on its way.
    if book == nil, phase == .idle { needs.listings = 1 }
    var granted = 0
    var revoked = 0
    for item in items {
      switch item {
      case .change(let change) where change.wish == .grant: granted += 1
      case .change: revoked += 1
      case .explicit(let explicit): needs.grants += explicit.parts.count
      case .sync(let sync):
        let missing = sync.users.count { book?[$0] == nil }
        needs.grants += (missing + size - 1) / size
      }
    }
    if size == 1 || granted + revoked == 1 {
      needs.grants += granted
      needs.revocations += revoked
    } else {
      needs.grants += (granted + revoked + size - 1) / size
    }
    needs.grants += parts.count
    return needs
  }
}
