import Emulator
import Journal
import Lua
import Runs
import Testing

@testable import Scripting

struct CloseLibraryTests {
  @Test func `any resource is read, paced and journaled like the others`() async throws {
    let result = try await ScriptFixture.run(
      """
      local me = close.get("/me/", { _fields = { "id", "email" } })
      print(me.email)
      local count = 0
      for user in close.each("/user/", { _limit = 7 }) do count = count + 1 end
      print(count)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["alice@acme.test", "30"])
    #expect(result.paths("/user/").count == 5)
    #expect(result.operations.map(\.kind).filter { $0 == "GET" }.count == 6)
    #expect(
      result.operations.first?.arguments
        == #"{"path":"/me/","query":{"_fields":"id,email"}}"#)
  }

  @Test func `an iterator serves many tasks and gives each entry once`() async throws {
    let result = try await ScriptFixture.run(
      """
      local seen = {}
      batch.each(close.each("/user/", { _limit = 7 }), function(user)
        assert(not seen[user.id])
        seen[user.id] = true
      end)
      local count = 0
      for _ in pairs(seen) do count = count + 1 end
      print(count)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["30"])
  }

  @Test func `the organization and its members are tables`() async throws {
    let result = try await ScriptFixture.run(
      """
      local active, all = organization.members{}, organization.members{ inactive = true }
      print(organization.get().name, #active, #all > #active, all[1].active, all[#all].active)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["Acme\t30\ttrue\ttrue\tfalse"])
  }

  @Test func `memberships are written, and the people are listed anew after that`() async throws {
    let result = try await ScriptFixture.run(
      """
      print(users.find("nova@acme.test"))
      local nova = organization.add_member{ email = "nova@acme.test", role_id = "user" }
      print(users.find("nova@acme.test").id == nova.user_id, users.get("nova@acme.test").first_name)
      print(organization.change_member(nova, { role_id = "admin" }).role_id)
      print(organization.deactivate_member(nova.id), users.find("nova@acme.test").active)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["nil", "true\tNova", "admin", "nil\tfalse"])
    #expect(result.operations.map(\.kind).filter { $0 != "GET" } == ["POST", "PUT", "DELETE"])
    #expect(result.world.users.last?.isInactive == true)
  }

  @Test func `a credential that dies in mid-run stops its owner and nobody else`() async throws {
    let result = try await ScriptFixture.run(
      """
      local bob = sendas.as("bob")
      bob.list{}
      for _, member in ipairs(organization.members{}) do
        if member.email == "bob@acme.test" then organization.deactivate_member(member) end
      end
      local people = { "grace@acme.test", "heidi@acme.test", "ivan@acme.test" }
      batch.each(people, function(who) bob.grant(who) end, { on_error = "continue" })
      print(pcall(bob.list, {}))
      batch.each(people, function(who) sendas.grant(who) end)
      """)

    #expect(result.error == nil)
    #expect(result.failures.map(\.kind) == Array(repeating: "unauthorized", count: 3))
    #expect(result.tally.granted == 3)
    let refused = result.records.filter { $0.status == 401 }.map { "\($0.method) \($0.path)" }
    // One request finds out; whatever else was asked for is not sent.
    #expect(refused == ["GET /api/v1/send_as/"])
  }

  @Test func `a change of an unknown resource fails in the journal and in the script`()
    async throws
  {
    let result = try await ScriptFixture.run(
      """
      local ok, err = pcall(close.delete, "/nothing/n_1/")
      print(ok, err.kind, err.status, err.operation)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["false\tnot_found\t404\tDELETE /nothing/n_1/"])
    #expect(result.operations.map(\.state) == [.failed])
    #expect(result.operations.map(\.kind) == ["DELETE"])
  }

  @Test(arguments: [
    (
      "close.get('/send_as/')",
      "close.get does not take paths under /send_as/; use sendas.list"
    ),
    (
      "close.post('send_as/bulk', {})",
      "close.post does not take paths under /send_as/; use sendas.bulk"
    ),
    ("close.delete('/send_as/sdas_1/')", "use sendas.revoke"),
    ("close.get('')", "names no resource"),
    ("close.get('/lead/', { _fields = { {} } })", "'_fields'"),
    (
      "close.post('/lead/', {}, { read = true })",
      "close.post does not know the option 'read' (did you mean 'reads'?); it knows reads, query,"
        + " tz_offset"
    ),
  ])
  func `a wrong argument is refused before anything is sent`(
    _ source: String, _ words: String
  ) async throws {
    let result = try await ScriptFixture.run(source)

    #expect(result.error?.kind == .badArgument)
    #expect(result.error?.message.contains(words) == true, "\(result.error?.message ?? "")")
    #expect(result.requests == [])
  }
}
