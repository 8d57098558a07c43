import CloseAPI
import Journal

/// What a session has done, for `:log`.
struct SessionLog {
  let operations: [OperationRecord]
  /// The emails of people that are known, by user id: they are shown instead.
  let emails: [String: String]

  var text: String {
    guard !operations.isEmpty else { return "nothing yet" }
    let rows = operations.map { operation in
      [
        operation.place ?? "", emails[operation.identity] ?? operation.identity, operation.kind,
        arguments(operation), operation.state.rawValue, Self.message(operation),
      ]
    }
    return Table(columns: ["WHERE", "IDENTITY", "KIND", "ARGUMENTS", "STATE", "ERROR"], rows: rows)
      .text(.table)
  }

  /// As `allowed_user_id=grace@acme.test`.
  private func arguments(_ operation: OperationRecord) -> String {
    guard let json = try? JSONValue(parsing: operation.arguments), case .object(let fields) = json
    else { return operation.arguments }
    return fields.map { "\($0.0)=\(text($0.1))" }.joined(separator: " ")
  }

  private func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): emails[text] ?? text
    case .array(let items): items.map(text).joined(separator: ",")
    default: value.description
    }
  }

  private static func message(_ operation: OperationRecord) -> String {
    guard let error = operation.error else { return "" }
    return (try? JSONValue(parsing: error))?["message"]?.stringValue ?? error
  }
}
