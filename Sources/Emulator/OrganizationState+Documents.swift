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
    let account: JSONValue = [
      "_type": "google",
      "id": .string(CloseID.emailAccount(userID: person.id)),
      "identities": [["email": .string(person.email), "name": .string(person.fullName)]],
      "organization_id": .string(organization.id),
      "user_id": .string(person.id),
    ]
    let membership: JSONValue = [
      "auto_record_calls": "unset",
      "id": .string(CloseID.membership(userID: person.id)),
      "organization_id": .string(organization.id),
      "permissions_granted": [],
      "role_id": .string(person.role),
      "track_email_opens": true,
      "user_id": .string(person.id),
    ]
    let extra = [
      JSONValue.Member(key: "email_accounts", value: [account]),
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

  private func membershipDocument(_ index: Roster.Index) -> JSONValue {
    let person = roster[index]
    return [
      "auto_record_calls": "unset",
      "id": .string(CloseID.membership(userID: person.id)),
      "permissions_granted": [],
      "role_id": .string(person.role),
      "track_email_opens": true,
      "user_email": .string(person.email),
      "user_first_name": .string(person.firstName),
      "user_full_name": .string(person.fullName),
      "user_id": .string(person.id),
      "user_last_name": .string(person.lastName),
      "user_phone": nil,
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
  fileprivate var fullName: String {
    [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
