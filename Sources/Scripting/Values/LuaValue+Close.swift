import CloseAPI
import Lua
import Runs

// What scripts see of Close's objects: tables with the API's own field names.
extension LuaValue {
  static func user(_ me: Me, in organization: OrganizationID) -> LuaValue {
    .table([
      Field("id", .string(me.id.rawValue)),
      Field("email", .string(me.email)),
      Field("first_name", .string(me.firstName)),
      Field("last_name", .string(me.lastName)),
      Field("organization_id", .string(organization.rawValue)),
    ])
  }

  static func person(_ person: Person) -> LuaValue {
    .table([
      Field("id", .string(person.id.rawValue)),
      Field("email", .string(person.email)),
      Field("first_name", .string(person.firstName)),
      Field("last_name", .string(person.lastName)),
      Field("active", .bool(person.isActive)),
    ])
  }

  static func association(_ association: Association) -> LuaValue {
    var fields: [Field] = []
    fields.reserveCapacity(4)
    fields.append(Field("id", .string(association.id.rawValue)))
    fields.append(Field("allowing_user_id", .string(association.allowingUserID.rawValue)))
    fields.append(Field("allowed_user_id", .string(association.allowedUserID.rawValue)))
    if let organization = association.organizationID {
      fields.append(Field("organization_id", .string(organization.rawValue)))
    }
    return .table(fields)
  }

  static func candidate(_ candidate: IdentityCandidate) -> LuaValue {
    var fields = [Field("name", .string(candidate.name))]
    if let email = candidate.email { fields.append(Field("email", .string(email))) }
    if let id = candidate.userID { fields.append(Field("id", .string(id.rawValue))) }
    return .table(fields)
  }
}
