import Runs

extension PlanObstacles {
  /// A line for each pair and person that the plan leaves as it is.
  var lines: [String] {
    let pairs = drifted.map { pair in
      "drifted: \(pair.allowing.email) -> \(pair.allowed.email) is"
        + (pair.isThere ? " there already" : " not there any more")
    }
    let people = impossible.map { change, reason in
      "cannot be changed: \(change.allowing.email): \(reason)"
    }
    return pairs + people
  }

  /// How many changes of the plan are not made because of it.
  var count: Int { drifted.count + impossible.reduce(0) { $0 + $1.change.count } }
}
