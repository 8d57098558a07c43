import Runs

extension Plan.Irreversible {
  /// The change, and why it stays, in a line.
  func words(_ names: PeopleNames) -> String {
    "\(ReportedChange(operation).words { names($0) }): \(reason)"
  }
}
