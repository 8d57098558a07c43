import Runs

/// A plan as people read it.
struct PlanText {
  let plan: Plan
  let forecast: RunForecast

  /// Per allowing person what would be granted (+), taken back (-) and is so already (=).
  var lines: [String] {
    var lines: [String] = []
    for change in plan.changes {
      let missing = change.hasCredential ? "" : "   (no credential: this cannot be applied)"
      lines.append(change.allowing.email + missing)
      lines += change.granted.map { "  + \($0.email)" }
      lines += change.revoked.map { "  - \($0.email)" }
      if change.unchanged.count <= 5 {
        lines += change.unchanged.map { "  = \($0.email)" }
      } else {
        lines.append("  = \(change.unchanged.count) people")
      }
    }
    lines += plan.writes.map { "\($0.identity.email): \($0.method) \($0.request)" }
    lines += plan.files.map { "would write \($0.path), \($0.rows) rows" }
    lines += plan.problems.map { "would be refused: \($0)" }
    lines.append(summary)
    return lines
  }

  /// The numbers.
  private var summary: String {
    let granted = plan.changes.reduce(0) { $0 + $1.granted.count }
    let revoked = plan.changes.reduce(0) { $0 + $1.revoked.count }
    let unchanged = plan.changes.reduce(0) { $0 + $1.unchanged.count }
    guard plan.count > 0 else { return "no changes, \(unchanged) already so" }
    return "\(granted) to grant, \(revoked) to revoke, \(unchanged) already so: \(forecast.text)"
  }
}
