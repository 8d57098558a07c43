import CloseAPI
import Foundation

/// Why a plan's file cannot be used.
public struct PlanFileError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to do.
  public let description: String
}

// The plan as a file: JSON for people to read, with a digest, because what is applied has to be what
// was planned.
extension Plan {
  private static let format = "sendas plan 1"

  /// The text of the plan's file.
  public var text: String {
    let body = json
    guard case .object(let fields) = body else { return "" }
    let whole = JSONValue.object(fields + [("digest", .string(Self.digest(of: body)))])
    return whole.prettyDescription + "\n"
  }

  /// Reads the text of a plan's file.
  ///
  /// - Throws: ``PlanFileError`` where it is none, is of another version, or was changed.
  public init(text: String) throws(PlanFileError) {
    guard let json = try? JSONValue(parsing: text), case .object(let fields) = json,
      let format = json["format"]?.stringValue
    else {
      throw PlanFileError(
        description: "this is not a plan; 'sendas plan SCRIPT -o plan.json' makes one")
    }
    guard format == Self.format else {
      throw PlanFileError(
        description: "this is a plan of another version ('\(format)'); make it again")
    }
    let body = JSONValue.object(fields.filter { $0.0 != "digest" })
    guard json["digest"]?.stringValue == Self.digest(of: body) else {
      throw PlanFileError(
        description: "the plan was damaged or changed by hand; make it again, and change the script"
          + " or its input instead")
    }
    self.init()
    read(json)
  }

  private mutating func read(_ json: JSONValue) {
    command = (json["command"]?.arrayValue ?? []).compactMap(\.stringValue)
    organizationID = OrganizationID(json["organization_id"]?.stringValue ?? "")
    organizationName = json["organization_name"]?.stringValue
    baseURL = json["base_url"]?.stringValue ?? ""
    isEmulator = json["emulator"]?.boolValue ?? false
    identity = json["identity"]?.stringValue ?? ""
    madeAt = json["made_at"]?.stringValue.flatMap { try? Date($0, strategy: .iso8601) } ?? madeAt
    changes = (json["changes"]?.arrayValue ?? []).compactMap(Change.init(json:))
    files = (json["files"]?.arrayValue ?? []).map {
      File(
        path: $0["path"]?.stringValue ?? "", rows: Int($0["rows"]?.integerValue ?? 0))
    }
    writes = (json["writes"]?.arrayValue ?? []).compactMap { json in
      guard let identity = json["identity"].flatMap(Person.init(json:)),
        let method = json["method"]?.stringValue, let request = json["request"]?.stringValue
      else { return nil }
      return Write(identity: identity, method: method, request: request)
    }
    problems = (json["problems"]?.arrayValue ?? []).compactMap(\.stringValue)
  }

  private var json: JSONValue {
    .object([
      ("format", .string(Self.format)), ("made_at", .string(madeAt.formatted(.iso8601))),
      ("command", .array(command.map(JSONValue.string))),
      ("organization_id", .string(organizationID.rawValue)),
      ("organization_name", organizationName.map(JSONValue.string) ?? .null),
      ("base_url", .string(baseURL)), ("emulator", .bool(isEmulator)),
      ("identity", .string(identity)), ("changes", .array(changes.map(\.json))),
      (
        "writes",
        .array(
          writes.map {
            .object([
              ("identity", $0.identity.json), ("method", .string($0.method)),
              ("request", .string($0.request)),
            ])
          })
      ),
      (
        "files",
        .array(
          files.map {
            .object([("path", .string($0.path)), ("rows", .integer(Int64($0.rows)))])
          })
      ), ("problems", .array(problems.map(JSONValue.string))),
    ])
  }

  /// Of the compact text, so that spaces and line ends do not matter.
  private static func digest(of json: JSONValue) -> String {
    ContentDigest.text(of: Data(json.description.utf8))
  }
}

extension Plan.Change {
  fileprivate init?(json: JSONValue) {
    guard let allowing = json["allowing"].flatMap(Plan.Person.init(json:)) else { return nil }
    func people(_ name: String) -> [Plan.Person] {
      (json[name]?.arrayValue ?? []).compactMap(Plan.Person.init(json:))
    }
    self.init(
      allowing: allowing, granted: people("grant"), revoked: people("revoke"),
      unchanged: people("unchanged"), hasCredential: json["has_credential"]?.boolValue ?? true)
  }

  fileprivate var json: JSONValue {
    func list(_ people: [Plan.Person]) -> JSONValue { .array(people.map(\.json)) }
    return .object([
      ("allowing", allowing.json), ("grant", list(granted)), ("revoke", list(revoked)),
      ("unchanged", list(unchanged)), ("has_credential", .bool(hasCredential)),
    ])
  }
}

extension Plan.Person {
  fileprivate init?(json: JSONValue) {
    guard let id = json["id"]?.stringValue else { return nil }
    self.init(id: UserID(id), email: json["email"]?.stringValue ?? id)
  }

  fileprivate var json: JSONValue {
    .object([("id", .string(id.rawValue)), ("email", .string(email))])
  }
}
