/// The faults in force, and the dice that decide whom they strike.
///
/// Every rule that is about a request is asked. Latencies add up; of the others the first that
/// strikes counts. Equal seeds and equal requests in equal order have equal faults.
struct FaultPlan: Sendable {
  /// What strikes one request.
  struct Draw: Sendable {
    var delay = Duration.zero
    var effect: Fault.Effect?
    /// The rules that struck, as written.
    var rules: [String] = []
  }

  let faults: [Fault]
  private var dice: SplitMix64

  init(_ faults: [Fault], seed: UInt64) {
    self.faults = faults
    dice = SplitMix64(seed: seed)
  }

  mutating func draw(method: String, path: Substring) -> Draw {
    var draw = Draw()
    for fault in faults where fault.matches(method: method, path: path) {
      guard share() < fault.probability else { continue }
      switch fault.effect {
      case .latency(let range):
        draw.delay += range.lowerBound + (range.upperBound - range.lowerBound) * share()
      default:
        guard draw.effect == nil else { continue }
        draw.effect = fault.effect
      }
      draw.rules.append(fault.description)
    }
    return draw
  }

  /// From 0 to below 1, in 53 bits.
  private mutating func share() -> Double {
    Double(dice.next() >> 11) * 0x1p-53
  }
}
