/// The fields of a membership that can be set, beside its role.
enum MembershipSettings {
  /// What each is unless it was set.
  static let defaults: [JSONValue.Member] = [
    .init(key: "auto_record_calls", value: "unset"),
    .init(key: "default_caller_id", value: nil),
    .init(key: "hangup_recording_url", value: nil),
    .init(key: "may_workflows_impersonate", value: false),
    .init(key: "track_email_opens", value: true),
  ]

  static let keys = defaults.map(\.key)

  /// What is wrong with a value for a field; nil if it may be set.
  static func objection(to value: JSONValue, for key: String) -> String? {
    switch key {
    case "auto_record_calls":
      if case .string(let text) = value, ["enabled", "disabled", "unset"].contains(text) {
        return nil
      }
      return "Input should be 'enabled', 'disabled' or 'unset'"
    case "may_workflows_impersonate", "track_email_opens":
      if case .bool = value { return nil }
      return "Value must be of bool type."
    default:
      switch value {
      case .null, .string: return nil
      default: return FieldErrors.notText
      }
    }
  }

  /// The fields of somebody's membership.
  static func members(of person: World.Person) -> [JSONValue.Member] {
    defaults.map { usual in
      person.membership.first { $0.key == usual.key } ?? usual
    }
  }
}
