/// What is to be changed about somebody's place in an organisation; what is nil stays as it is.
public struct MembershipChange: Sendable, Equatable {
  /// Their role: `role_…`, or a word for Close's own, as `admin`.
  public var roleID: String?
  /// Whether workflows may send email on their behalf.
  public var mayWorkflowsImpersonate: Bool?
  /// Whether their calls are recorded: `enabled`, `disabled` or `unset`.
  public var autoRecordCalls: String?
  /// Whether it is noticed when their emails are opened.
  public var tracksEmailOpens: Bool?
  /// Anything else by its name in Close's API.
  public var other: [String: JSONValue]

  /// Describes a change.
  public init(
    roleID: String? = nil, mayWorkflowsImpersonate: Bool? = nil, autoRecordCalls: String? = nil,
    tracksEmailOpens: Bool? = nil, other: [String: JSONValue] = [:]
  ) {
    self.roleID = roleID
    self.mayWorkflowsImpersonate = mayWorkflowsImpersonate
    self.autoRecordCalls = autoRecordCalls
    self.tracksEmailOpens = tracksEmailOpens
    self.other = other
  }

  /// The members of the request's body.
  var members: [(String, JSONValue)] {
    let named: [(String, JSONValue?)] = [
      ("auto_record_calls", autoRecordCalls.map(JSONValue.string)),
      ("may_workflows_impersonate", mayWorkflowsImpersonate.map(JSONValue.bool)),
      ("role_id", roleID.map(JSONValue.string)),
      ("track_email_opens", tracksEmailOpens.map(JSONValue.bool)),
    ]
    return named.compactMap { name, value in value.map { (name, $0) } }
      + other.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
