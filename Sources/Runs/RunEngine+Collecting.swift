public import Journal

// Changes that a session collects, to be sent together or dropped.
extension RunEngine {
  /// Begins to collect: until further notice changes are only planned, and reads see them.
  public func beginPlan() {
    overlay = PlanOverlay()
    books = [:]
    plannedBudget = budget
    isPlanning = true
  }

  /// Makes operations real for a while; what was collected stays.
  public func pausePlan() { isPlanning = false }

  /// Goes on collecting after ``pausePlan()``.
  public func continuePlan() { isPlanning = true }

  /// Drops what was collected; operations are real from now on.
  public func dropPlan() {
    isPlanning = false
    overlay = PlanOverlay()
    books = [:]
  }

  /// Operations of this run as the journal has them, all of them written down.
  ///
  /// - Parameter numbers: Which.
  /// - Returns: The operations in their order.
  /// - Throws: ``RunError`` of kind `journal` where the journal cannot be read or written.
  public func operations(_ numbers: ClosedRange<Int>) async throws -> [OperationRecord] {
    try await flushRecords()
    do {
      return try await journal.operations(
        of: run.id, after: numbers.lowerBound - 1, limit: numbers.count
      ).filter { numbers.contains($0.number) }
    } catch {
      throw RunError(.journal, "the journal cannot be read: \(error)", cause: error)
    }
  }
}
