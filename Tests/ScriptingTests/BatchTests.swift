import Emulator
import Lua
import Runs
import Synchronization
import TestFixtures
import Testing

@testable import Scripting

struct BatchTests {
  @Test func `a thousand tasks wait at once and leave in few requests`() async throws {
    // What is there already is answered without waiting for the others.
    let world = try World(
      organization: World.acme.organization, users: World.acme.users, associations: [])
    let result = try await ScriptFixture.run(
      """
      local people = {}
      for user in users.each() do
        if user.active and user.email ~= "alice@acme.test" then people[#people + 1] = user.email end
      end
      local waiting, most = 0, 0
      local items = {}
      for i = 1, 1000 do items[i] = people[i % #people + 1] end
      local result = batch.each(items, function(email)
        waiting = waiting + 1
        most = math.max(most, waiting)
        sendas.grant(email)
        waiting = waiting - 1
      end)
      print(result.done, #result.failed, most)
      """, world: world)

    #expect(result.error == nil)
    #expect(result.prints == ["1000\t0\t1000"])
    #expect(result.throttled == 0)
    #expect(result.tally.granted + result.tally.alreadyGranted == 1000)
    // One listing, and one bulk for each person's first grant; all the others were so by then.
    #expect(
      result.paths("send_as") == ["GET /api/v1/send_as/", "POST /api/v1/send_as/bulk/"])
  }

  @Test func `changes of many people leave in one request each`() async throws {
    let result = try await ScriptFixture.run(
      """
      local rows = {}
      for _, name in ipairs{ "bob", "carol", "dave" } do
        for _, to in ipairs{ "victor", "ursula", "trent" } do
          rows[#rows + 1] = { from = name, to = to .. "@acme.test" }
        end
      end
      batch.each(rows, function(row) sendas.as(row.from).grant(row.to) end)
      """)

    #expect(result.error == nil)
    #expect(result.tally.granted == 9)
    #expect(result.paths("POST") == Array(repeating: "POST /api/v1/send_as/bulk/", count: 3))
  }

  @Test func `with continue a bad item is counted and the others go on`() async throws {
    let result = try await ScriptFixture.run(
      """
      local result = batch.each({ "grace@acme.test", "nobody@acme.test", "heidi@acme.test" },
        function(email) sendas.grant(email) end, { on_error = "continue" })
      print(result.done, #result.failed, result.failed[1].index, result.failed[1].key,
        result.failed[1].item, result.failed[1].error.kind)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["2\t1\t2\tnobody@acme.test\tnobody@acme.test\tunknown_user"])
    #expect(result.failures.map(\.name) == ["nobody@acme.test"])
    #expect(result.failures.map(\.place) == ["test.lua:2"])
    #expect(result.tally.failedItems == 1)
  }

  @Test func `without continue the first error ends the batch and the script`() async throws {
    let result = try await ScriptFixture.run(
      """
      batch.each({ "nobody@acme.test", "grace@acme.test" }, function(email) sendas.grant(email) end)
      print("not reached")
      """)

    #expect(result.error?.kind == LuaError.Kind(rawValue: "unknown_user"))
    #expect(result.prints == [])
  }

  @Test func `concurrency bounds how many items are under way`() async throws {
    let result = try await ScriptFixture.run(
      """
      local now, most = 0, 0
      local items = {}
      for i = 1, 20 do items[i] = "grace@acme.test" end
      batch.each(items, function(email)
        now = now + 1
        most = math.max(most, now)
        users.find(email)
        now = now - 1
      end, { concurrency = 3 })
      print(most)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["3"])
  }

  @Test func `items that sleep keep no others waiting`() async throws {
    let clock = DormitoryClock(sleepers: 1000)
    let result = try await ScriptFixture.run(
      """
      local items, asleep, most = {}, 0, 0
      for i = 1, 1000 do items[i] = i end
      batch.each(items, function()
        asleep = asleep + 1
        most = math.max(most, asleep)
        task.sleep(60)
        asleep = asleep - 1
      end)
      print(most)
      """, clock: clock)

    #expect(result.error == nil)
    #expect(result.prints == ["1000"])
  }

  @Test func `map keeps the order of the items`() async throws {
    let result = try await ScriptFixture.run(
      """
      local names, report = batch.map({ "zoe@acme.test", "bob@acme.test" }, function(email, index)
        return index .. users.find(email).first_name
      end)
      print(table.concat(names, " "), report.done)
      """)

    #expect(result.prints == ["1Zoe 2Bob\t2"])
  }

  @Test func `an iterator is taken item by item`() async throws {
    let result = try await ScriptFixture.run(
      """
      local n = 0
      local function next_item() n = n + 1 if n <= 5 then return n end end
      print(batch.each(next_item, function(item) return item end, { concurrency = 2 }).done)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["5"])
  }

  @Test func `a batch in a batch ends before its parent`() async throws {
    let result = try await ScriptFixture.run(
      """
      local order = {}
      batch.each({ "a", "b" }, function(outer)
        batch.each({ 1, 2 }, function(inner)
          users.find("bob@acme.test")
          order[#order + 1] = outer .. inner
        end)
        order[#order + 1] = outer
      end)
      print(#order, order[#order]:match("^%a$") ~= nil)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["6\ttrue"])
  }

  @Test func `tasks may share an iterator, and no row is lost`() async throws {
    let rows = (1...1000).map { "p\($0)" }.joined(separator: "\n")
    let result = try await ScriptFixture.run(
      """
      local rows, seen = csv.rows("p.csv"), 0
      batch.each({ 1, 2, 3 }, function() for row in rows do seen = seen + 1 end end)
      print(seen)
      """, files: ["p.csv": "email\n\(rows)\n"])

    #expect(result.error == nil)
    #expect(result.prints == ["1000"])
  }

  @Test func `where Lua cannot wait a batch is refused at once`() async throws {
    let result = try await ScriptFixture.run(
      """
      print(pcall(string.gsub, "ab", ".", function(c) batch.each({ 1 }, print) end))
      """)

    #expect(result.error == nil)
    #expect(result.prints.count == 1)
    #expect(result.prints[0].hasPrefix("false\tcannot_wait"))
  }

  @Test func `an error that cannot be looked at is counted all the same`() async throws {
    let result = try await ScriptFixture.run(
      """
      local odd = setmetatable({}, { __index = function() error("no") end,
        __tostring = function() error("no") end })
      local result = batch.each({ 1, 2 }, function(i) if i == 1 then error(odd) end end,
        { on_error = "continue" })
      print(result.done, #result.failed)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["1\t1"])
  }

  @Test(arguments: [
    (
      "batch.each({ a = 1 }, print)",
      "batch.each takes a list as 'items', and this table has the key 'a'"
    ),
    ("batch.each({}, print, 5)", "batch.each takes a table as 'options', not a number"),
    ("batch.each({}, print, { key = 5 })", "batch.each takes a function as 'key', not a number"),
    (
      "batch.each({}, print, { on_eror = 1 })",
      "batch.each does not know the option 'on_eror'"
        + " (did you mean 'on_error'?); it knows concurrency, key, on_error"
    ),
    ("batch.each(5, print)", "batch.each takes a list or an iterator as 'items', not a number"),
    ("batch.map({}, 'x')", "batch.map takes a function as 'fn', not a string"),
    (
      "batch.each({}, print, { concurrency = 0 })",
      "batch.each takes a whole number from 1 as 'concurrency'"
    ),
  ])
  func `a wrong option is an error`(_ source: String, _ message: String) async throws {
    let result = try await ScriptFixture.run(source)

    #expect(result.error?.kind == .badArgument)
    #expect(result.error?.message == message)
    #expect(result.error?.place == LuaPlace(source: "test.lua", line: 1))
  }
}

/// A clock on which those who sleep wake together, when so many are asleep.
private final class DormitoryClock: JumpableClock {
  private let sleepers: Int
  private let asleep = Mutex<[CheckedContinuation<Void, Never>]>([])
  let now = JumpingClock().now
  let minimumResolution = Duration.zero

  init(sleepers: Int) { self.sleepers = sleepers }

  func sleep(until deadline: JumpingClock.Instant, tolerance: Duration?) async throws {
    await withCheckedContinuation { continuation in
      let all = asleep.withLock { asleep in
        asleep.append(continuation)
        return asleep.count < sleepers ? [] : asleep
      }
      for continuation in all { continuation.resume() }
    }
  }
}
