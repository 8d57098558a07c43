import Journal

/// What a session has done, for `:log`.
struct SessionLog {
  let operations: [OperationRecord]

  var text: String {
    guard !operations.isEmpty else { return "nothing yet" }
    let rows = operations.map { operation in
      [
        operation.place ?? "", operation.identity, operation.kind, operation.arguments,
        operation.state.rawValue, operation.error ?? "",
      ]
    }
    return Table(columns: ["WHERE", "IDENTITY", "KIND", "ARGUMENTS", "STATE", "ERROR"], rows: rows)
      .text(.table)
  }
}
