extension OrganizationState {
  /// When everything in a world was made.
  ///
  /// Worlds carry no dates, and a fixed one keeps answers
  /// the same from one run to the next.
  private static let date: JSONValue = "2024-01-15T09:00:00.000000+00:00"

  /// One association, its four keys as in Close's examples.
  func document(_ row: SendAsBook.Row) -> JSONValue {
    [
      "allowed_user_id": .string(roster[row.allowed].id),
      "allowing_user_id": .string(roster[row.allowing].id),
      "id": .string(row.id),
      "organization_id": .string(organization.id),
    ]
  }

  /// A user as `/user/` shows them, where `organizations` is a list of ids.
  func userDocument(_ index: Roster.Index) -> JSONValue {
    .object(userMembers(index, organizations: [.string(organization.id)]))
  }

  /// A user as `/me/` shows them, where `organizations` is a list of objects.
  func meDocument(_ index: Roster.Index) -> JSONValue {
    let person = roster[index]
    let own: JSONValue = [
      "id": .string(organization.id), "lead_statuses": [], "name": .string(organization.name),
      "pipelines": [],
    ]
    let membership = JSONValue.object(
      (MembershipSettings.members(of: person) + [
        .init(key: "id", value: .string(CloseID.membership(userID: person.id))),
        .init(key: "organization_id", value: .string(organization.id)),
        .init(key: "permissions_granted", value: []),
        .init(key: "role_id", value: .string(person.role)),
        .init(key: "user_id", value: .string(person.id)),
      ]).sorted { $0.key < $1.key })
    let extra = [
      JSONValue.Member(key: "email_accounts", value: [accountDocument(index)]),
      JSONValue.Member(key: "last_used_timezone", value: .null),
      JSONValue.Member(key: "memberships", value: [membership]),
      JSONValue.Member(key: "phone_numbers", value: []),
    ]
    return .object(
      (userMembers(index, organizations: [own]) + extra).sorted { $0.key < $1.key })
  }

  /// The organisation with everybody in it and everybody who has left.
  var organizationDocument: JSONValue {
    let (present, past) = (roster.active, roster.people.indices.filter { roster[$0].isInactive })
    return [
      "created_by": nil,
      "date_created": Self.date,
      "date_updated": Self.date,
      "id": .string(organization.id),
      "inactive_memberships": .array(past.map(membershipDocument)),
      "lead_statuses": [],
      "memberships": .array(present.map(membershipDocument)),
      "name": .string(organization.name),
      "pipelines": [],
      "plan_type": "lite",
      "updated_by": nil,
    ]
  }

  /// A membership as the organisation shows it, with the person's name.
  private func membershipDocument(_ index: Roster.Index) -> JSONValue {
    let person = roster[index]
    return .object(
      (MembershipSettings.members(of: person) + [
        .init(key: "id", value: .string(CloseID.membership(userID: person.id))),
        .init(key: "permissions_granted", value: []),
        .init(key: "role_id", value: .string(person.role)),
        .init(key: "user_email", value: .string(person.email)),
        .init(key: "user_first_name", value: .string(person.firstName)),
        .init(key: "user_full_name", value: .string(person.fullName)),
        .init(key: "user_id", value: .string(person.id)),
        .init(key: "user_last_name", value: .string(person.lastName)),
        .init(key: "user_phone", value: .null),
      ]).sorted { $0.key < $1.key })
  }

  /// A membership as `/membership/` shows it.
  func ownMembershipDocument(_ index: Roster.Index) -> JSONValue {
    let person = roster[index]
    return .object(
      (MembershipSettings.members(of: person) + [
        .init(key: "id", value: .string(CloseID.membership(userID: person.id))),
        .init(key: "is_free", value: false),
        .init(key: "onboarding_status", value: "in-progress"),
        .init(key: "organization_id", value: .string(organization.id)),
        .init(key: "permissions_granted", value: []),
        .init(key: "primary_personal_number", value: .null),
        .init(key: "role", value: .string(person.role)),
        .init(key: "role_id", value: .string(person.role)),
        .init(key: "user_id", value: .string(person.id)),
      ]).sorted { $0.key < $1.key })
  }

  /// Somebody's email account, as `/connected_account/` and `/me/` show it.
  func accountDocument(_ index: Roster.Index) -> JSONValue {
    let person = roster[index]
    return [
      "_type": "google",
      "id": .string(CloseID.emailAccount(userID: person.id)),
      "identities": [["email": .string(person.email), "name": .string(person.fullName)]],
      "organization_id": .string(organization.id),
      "synced_calendars": [],
      "user_id": .string(person.id),
    ]
  }

  private func userMembers(
    _ index: Roster.Index, organizations: [JSONValue]
  ) -> [JSONValue.Member] {
    let person = roster[index]
    let document: JSONValue = [
      "date_created": Self.date,
      "date_updated": Self.date,
      "email": .string(person.email),
      "first_name": .string(person.firstName),
      "id": .string(person.id),
      "image": .string("https://secure.gravatar.com/avatar/\(person.id.dropFirst(5).prefix(32))"),
      "last_name": .string(person.lastName),
      "organizations": .array(organizations),
    ]
    guard case .object(let members) = document else { return [] }
    return members
  }
}

extension World.Person {
  var fullName: String {
    [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
