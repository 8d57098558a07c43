import CloseAPI
import Lua
import Runs

extension LuaError {
  /// Any error of the rooms below, as scripts see it: a table with these fields.
  static func describing(_ error: any Error) -> LuaError {
    switch error {
    case let error as LuaError: error
    case let error as CloseError: describing(error)
    case let error as RunError:
      LuaError(
        kind: Kind(rawValue: error.kind.rawValue), message: error.message,
        fields: [.init("retryable", .bool(false))], cause: error)
    case let error as ScriptError:
      // The field tells an output from an input, for scripts and for the exit status.
      LuaError(
        kind: Kind(rawValue: error.kind.shown), message: error.message,
        fields: [.init("retryable", .bool(false))]
          + (error.kind == .cannotWrite ? [.init("writing", .bool(true))] : []), cause: error)
    case is CancellationError:
      LuaError(kind: .cancelled, message: "the run was interrupted", cause: error)
    default:
      LuaError(
        kind: .script, message: SecretRedactor.shared.redact("\(error)"), cause: error)
    }
  }

  private static func describing(_ error: CloseError) -> LuaError {
    var fields: [LuaValue.Field] = [.init("retryable", .bool(error.isRetryable))]
    if let status = error.status { fields.append(.init("status", .integer(Int64(status)))) }
    if !error.fieldErrors.isEmpty {
      let members = error.fieldErrors.sorted { $0.key < $1.key }
      fields.append(
        .init("field_errors", .table(members.map { .init($0.key, LuaValue($0.value)) })))
    }
    if !error.operation.isEmpty { fields.append(.init("operation", .string(error.operation))) }
    if let identity = error.identity { fields.append(.init("identity", .string(identity))) }
    return LuaError(
      kind: Kind(rawValue: error.kind.rawValue), message: error.message, fields: fields,
      cause: error)
  }
}
