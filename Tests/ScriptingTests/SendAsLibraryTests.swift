import Emulator
import Lua
import Runs
import TestFixtures
import Testing

@testable import Scripting

struct SendAsLibraryTests {
  @Test func `a script reads as if every call were immediate`() async throws {
    let result = try await ScriptFixture.run(
      """
      local me = sendas.me()
      local association, is_new = sendas.grant("grace@acme.test")
      print(me.email, is_new, association.allowing_user_id == me.id)
      local again, is_new_again = sendas.grant{ allowed_user_id = "GRACE@acme.test" }
      print(again.id == association.id, is_new_again)
      print(sendas.get(association.id).id == association.id, #sendas.list{})
      print(sendas.revoke(association), sendas.revoke("grace@acme.test"))
      """)

    #expect(result.error == nil)
    #expect(
      result.prints == ["alice@acme.test\ttrue\ttrue", "true\tfalse", "true\t6", "true\tfalse"])
  }

  @Test func `a user is an id, an email or a user table`() async throws {
    let result = try await ScriptFixture.run(
      """
      local grace = users.find("grace@acme.test")
      print(sendas.grant(grace).id == sendas.grant(grace.id).id)
      print(sendas.revoke(grace.email))
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["true", "true"])
  }

  @Test func `acting as somebody acts in their name`() async throws {
    let result = try await ScriptFixture.run(
      """
      local bob = sendas.as("bob")
      bob.grant("zoe@acme.test")
      print(bob.me().email, sendas.as("bob@acme.test").me().id == bob.me().id)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["bob@acme.test\ttrue"])
    let pairs = result.world.associations.filter { $0.allowed == "zoe@acme.test" }
    #expect(pairs.map(\.allowing).contains("bob@acme.test"))
  }

  @Test func `whom a word does not name is said each time, and one word is enough`() async throws {
    let result = try await ScriptFixture.run(
      """
      local function kind(...) return select(2, pcall(sendas.as, ...)).kind end
      print(sendas.as("bob") == sendas.as("bob"), kind("bob", "grace"))
      print(kind("nobody"), kind("nobody"), kind())
      """)

    #expect(result.error == nil)
    #expect(
      result.prints == ["true\tbad_argument", "no_credential\tno_credential\tbad_argument"])
  }

  @Test func `tasks that ask for the same person at once get one table, or each the reason`()
    async throws
  {
    let result = try await ScriptFixture.run(
      """
      local tables, count, reasons = {}, 0, 0
      batch.each({ 1, 2, 3, 4, 5 }, function()
        local functions = sendas.as("bob")
        if not tables[functions] then count = count + 1 end
        tables[functions] = true
        local ok, err = pcall(sendas.as, "nobody")
        if err.kind == "no_credential" then reasons = reasons + 1 end
      end)
      print(count, reasons)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["1\t5"])
  }

  @Test func `tasks that are told to stop while they wait for the same person all stop`()
    async throws
  {
    let result = try await ScriptFixture.run(
      """
      local told = {}
      pcall(batch.each, { "first", "second", "third" }, function(name)
        if name == "third" then error("no more") end
        local ok, err = pcall(sendas.as, "bob")
        told[#told + 1] = name .. " " .. err.kind
        error(err, 0)
      end)
      print("the key comes")
      table.sort(told)
      print(told[1], told[2], sendas.as("bob").me().email)
      """, lateKey: (of: "bob", until: "the key comes"))

    #expect(result.error == nil)
    #expect(result.prints.last == "first cancelled\tsecond cancelled\tbob@acme.test")
  }

  @Test func `bulk answers all my associations afterwards`() async throws {
    let result = try await ScriptFixture.run(
      """
      local all = sendas.bulk{ allowed_user_ids = { "grace@acme.test", "zoe@acme.test" },
        disallowed_user_ids = { "bob@acme.test" } }
      print(#all)
      """)

    #expect(result.error == nil)
    // Five in Alice's team, two more, one less.
    #expect(result.prints == ["6"])
    #expect(result.tally.granted == 2)
    #expect(result.tally.revoked == 1)
  }

  @Test func `identities and preflight tell for whom there is a credential`() async throws {
    let result = try await ScriptFixture.run(
      """
      print(#sendas.identities())
      print(sendas.preflight{ "bob", "carol@acme.test" }[2].email)
      local ok, err = pcall(sendas.preflight, { "bob", "nina@acme.test", "walter@acme.test" })
      print(ok, err.kind, err.message:match("^2 of 3") ~= nil)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["30", "carol@acme.test", "false\tno_credential\ttrue"])
  }

  @Test func `errors are tables with fields that a script can test`() async throws {
    let result = try await ScriptFixture.run(
      """
      local ok, err = pcall(sendas.grant, "alice@acme.test")
      print(ok, err.kind, err.retryable)
      ok, err = pcall(sendas.get, "sdas_nothing")
      print(ok, err.kind, err.status, err.operation, err.identity)
      ok, err = pcall(sendas.grant, "bobb@acme.test")
      print(ok, err.kind, err.message)
      ok, err = pcall(sendas.list, { allowing_user_id = "bob@acme.test" })
      print(ok, err.kind)
      """)

    #expect(result.error == nil)
    #expect(
      result.prints == [
        "false\trefused\tfalse",
        "false\tnot_found\t404\tGET /send_as/sdas_nothing/\talice@acme.test",
        "false\tunknown_user\tnobody in the organization has the email or id 'bobb@acme.test'"
          + " (did you mean 'bob@acme.test'?)",
        "false\twrong_identity",
      ])
  }

  @Test(arguments: [
    (
      "sendas.list{ allowed = 'x' }",
      "sendas.list does not know the argument 'allowed' (did you mean 'allowed_user_id'?); it knows"
        + " allowed_user_id, allowing_user_id"
    ),
    (
      "sendas.grant()",
      "sendas.grant needs the argument 'allowed_user_id' (a user's email or id): who may send as me"
    ),
    (
      "sendas.grant(5)",
      "sendas.grant takes a user's email or id as 'allowed_user_id', not a number"
    ),
    (
      "sendas.grant('')",
      "sendas.grant takes a user's email or id as 'allowed_user_id', not an empty string"
    ),
    ("sendas.me(1)", "sendas.me takes 0 arguments, not 1"),
    (
      "sendas.list(1)",
      "sendas.list takes one table of named arguments, as"
        + " sendas.list{ allowed_user_id?, allowing_user_id? }"
    ),
  ])
  func `a wrong argument is an error that says what is known`(
    _ source: String, _ message: String
  ) async throws {
    let result = try await ScriptFixture.run("\n" + source)

    #expect(result.error?.kind == .badArgument)
    #expect(result.error?.message == message)
    #expect(result.error?.place == LuaPlace(source: "test.lua", line: 2))
    #expect(result.requests == [])
  }
}
