import Runs

extension PlanObstacles {
  /// A line for each pair and person that the plan leaves as it is.
  ///
  /// - Parameter drift: What a pair is called that is not as the plan expects.
  /// - Returns: The lines.
  func lines(_ drift: String = "drifted") -> [String] {
    let pairs = drifted.map { pair in
      "\(drift): \(pair.allowing.email) -> \(pair.allowed.email) is"
        + (pair.isThere ? " there already" : " not there any more")
    }
    let rules = refused.map { pair in
      "refused: \(pair.allowing.email) -> \(pair.allowed.email): \(pair.reason)"
    }
    let people = impossible.map { change, reason in
      "cannot be changed: \(change.allowing.email): \(reason)"
    }
    return pairs + rules + people
  }

  /// How many changes of the plan are not made because of it.
  var count: Int {
    drifted.count + refused.count + impossible.reduce(0) { $0 + $1.change.count }
  }
}
