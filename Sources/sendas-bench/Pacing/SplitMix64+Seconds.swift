import Emulator
import Foundation

/// Numbers that are the same on every machine.
extension SplitMix64 {
  init(seed: Int) {
    self.init(
      seed: UInt64(truncatingIfNeeded: seed) &* 0x2545_F491_4F6C_DD1D &+ 0x1234_5678_9ABC_DEF1)
  }

  /// From 0 up to but not including 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func exponential(rate: Double) -> Double { -log(1 - unit()) / rate }
}
