import Emulator
import Foundation
import RateModels

/// The adaptive mode of the AWS SDKs, from botocore: it reads no header, takes what it is refused
/// as a sign, and grows again along a cubic curve.
struct AdaptiveStrategy: PacingStrategy {
  let connections: Int
  private var inFlight = 0
  private var isEnabled = false
  private var rate = 1.0
  private var capacity = 1.0
  private var tokens = 0.0
  private var filled = 0.0
  private var lastMost = 0.0
  private var recovery = 0.0
  private var lastRefused = 0.0
  private var measured = 0.0
  private var lastBucket = 0.0
  private var count = 0
  private var backingOff: [Double] = []
  private var random: SplitMix64

  init(connections: Int, seed: Int = 1) {
    self.connections = connections
    random = SplitMix64(seed: seed)
  }

  private mutating func refill(at now: Double) {
    tokens = min(capacity, tokens + (now - filled) * rate)
    filled = now
  }

  mutating func leave(at now: Double) -> Leave {
    backingOff.removeAll { $0 <= now + 1e-9 }
    if inFlight + backingOff.count >= connections { return .wait(until: backingOff.min()) }
    guard isEnabled else { return .go }
    refill(at: now)
    return tokens >= 1 - 1e-6 ? .go : .wait(until: now + (1 - tokens) / rate)
  }

  mutating func sent(_ request: Int, at now: Double) {
    inFlight += 1
    if isEnabled { tokens -= 1 }
  }

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double) {
    inFlight -= 1
    let bucket = (now * 2).rounded(.down) / 2
    count += 1
    if bucket > lastBucket {
      measured = 0.8 * Double(count) / (bucket - lastBucket) + 0.2 * measured
      count = 0
      lastBucket = bucket
    }
    var wanted: Double
    if reply.isAllowed {
      let since = now - lastRefused - recovery
      wanted = 0.4 * since * since * since + lastMost
    } else {
      let current = isEnabled ? min(measured, rate) : measured
      lastMost = current
      recovery = cbrt(current * 0.3 / 0.4)
      lastRefused = now
      wanted = current * 0.7
      isEnabled = true
      backingOff.append(now + random.unit())
    }
    wanted = min(wanted, 2 * measured)
    refill(at: now)
    rate = max(wanted, 0.5)
    capacity = max(wanted, 1)
    tokens = min(tokens, capacity)
  }
}
