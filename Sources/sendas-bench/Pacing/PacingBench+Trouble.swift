import Foundation

extension PacingBench {
  /// Resets without decimals, rounded in each way that a server may round.
  static func wholeSeconds() async -> [Figure] {
    let roundings: [(String, FloatingPointRoundingRule)] = [
      ("up", .up), ("down", .down), ("to the nearest", .toNearestOrEven),
    ]
    var all: [PacingCell.Result] = []
    var worst = 0.0
    var worstLog = 0.0
    for (name, rounding) in roundings {
      let results = await table(
        "whole-second resets, rounded \(name): makespan ÷ clairvoyant, own 429s",
        PacingScene.all.map { $0.wholeSeconds(rounding) }, counts: [200, 1000],
        { "\(text($0.ratios[0])) \($0.refused)" },
        cell: { scene, count, trip in
          var cell = PacingCell(scene: scene, count: count, trip: trip)
          cell.seeds = judged
          return cell
        })
      all += results
      // Scenes 1, 2 and 3 are the windows of 8 s and more; each has three rows of two columns.
      worst = max(worst, (6..<24).filter { $0 % 2 == 1 }.map { results[$0].ratios[0] }.max() ?? 0)
      worstLog = max(worstLog, [31, 33, 35].map { results[$0].ratios[0] }.max() ?? 0)
    }
    return [
      refusals("whole seconds", all),
      Figure(
        what: "whole seconds, windows of 8 s or more, N = 1000: makespan", against: "clairvoyant",
        value: worst, bound: 1.05, digits: 3),
      Figure(
        what: "whole seconds, sliding log of 10 s, N = 1000: makespan", against: "clairvoyant",
        value: worstLog, digits: 3),
    ]
  }

  /// Somebody else uses three tenths of the limit, and we leave them a little more.
  static func rival() async -> [Figure] {
    var figures: [Figure] = []
    for (limit, window, burst) in [(100, 10.0, 1), (160, 8, 1), (100, 10, 10), (20, 1, 1)] {
      let isJudged = burst == 1 && limit >= 100
      // A rival's refusals vary much from phase to phase, so that a dozen says little.
      let seeds = isJudged ? 9000..<9048 : judged
      let results = await table(
        "a rival at 30 %\(burst > 1 ? " in bursts of \(burst)" : ""), --share 65%: "
          + "makespan ÷ clairvoyant on 0.65 of the limit, own 429s, the rival's part refused",
        [PacingScene.fixed(limit, window)], counts: [1000, 5000],
        {
          "\(text($0.ratios[0])) \($0.refused) \(String(format: "%.2f %%", 100 * $0.rivalRefused))"
        },
        cell: { scene, count, trip in
          var cell = PacingCell(scene: scene, count: count, trip: trip)
          cell.share = 0.65
          cell.rival = PacingTrial.Rival(rate: 0.3 * Double(limit) / window, burst: burst)
          cell.seeds = seeds
          cell.references = [
            .warmOn(.fixed(Int(0.65 * Double(limit) + 1e-9), window))
          ]
          return cell
        })
      let what = "rival, \(limit)/\(Int(window)) s\(burst > 1 ? ", bursts of \(burst)" : "")"
      let refused = results.map(\.rivalRefused).max() ?? 1
      let least = leastRefused(limit: limit, mean: 0.3 * Double(limit), burst: burst)
      var own = refusals(what, results)
      if !isJudged { own.bound = nil }
      figures += [
        own,
        Figure(
          what: "\(what): the rival's refused %",
          against: String(format: "%.1f %% if we spend early", 100 * least),
          value: 100 * refused, bound: isJudged ? 2 : nil),
        Figure(
          what: "\(what): makespan", against: "clairvoyant on 0.65 L",
          value: results.map(\.ratios[0]).max() ?? .infinity, bound: isJudged ? 1.02 : nil,
          digits: 3),
      ]
    }
    return figures
  }

  /// What is refused to a rival, at least, by anybody who spends 65 % of a window when it opens:
  /// E[(X − 0.35 L)⁺] ÷ E[X] (reference, section 2.3.1, 4).
  private static func leastRefused(limit: Int, mean: Double, burst: Int) -> Double {
    let left = limit - Int(0.65 * Double(limit) + 1e-9)
    let bursts = mean / Double(burst)
    var probability = exp(-bursts)
    var refused = 0.0
    for count in 1..<10 * limit {
      probability *= bursts / Double(count)
      refused += probability * Double(max(0, count * burst - left))
    }
    return refused / mean
  }
}
