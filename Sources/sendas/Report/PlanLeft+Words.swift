import Runs

extension Plan.Left {
  /// The change, and why it stays, in a line.
  func words(_ names: PeopleNames) -> String {
    "\(ReportedChange(operation).words { names($0) }): \(reason)"
  }
}
