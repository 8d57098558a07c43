import CloseAPI
import Foundation
import Journal

// A run as it is written out.
extension RunRecord {
  /// The command as it was given, from its own word on.
  var commandLine: String {
    ([command] + [scriptPath].compactMap { $0 } + arguments).joined(separator: " ")
  }

  /// All that is told of it to programs; its `summary` is that of the latest attempt.
  func json(with counts: RunCounts) -> JSONValue {
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    return .object([
      ("run", .string(id)), ("state", .string(state.rawValue)), ("command", .string(command)),
      ("script", text(scriptPath)), ("arguments", .array(arguments.map(JSONValue.string))),
      ("identity", .string(identity)), ("base_url", .string(baseURL)),
      ("emulator", .bool(isEmulator)), ("organization_id", text(organizationID)),
      ("organization_name", text(organizationName)),
      ("started_at", .string(startedAt.formatted(.iso8601))), ("started_by", .string(startedBy)),
      ("folder", .string(workingFolder)), ("ended_at", text(endedAt?.formatted(.iso8601))),
      ("attempt", .integer(Int64(attempt))), ("granted", .integer(Int64(counts.granted))),
      ("revoked", .integer(Int64(counts.revoked))),
      ("exit_status", exitStatus.map { .integer(Int64($0)) } ?? .null),
      ("summary", summary.flatMap { try? JSONValue(parsing: $0) } ?? .null),
    ])
  }
}
