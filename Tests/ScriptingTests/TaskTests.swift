import Emulator
import Journal
import Lua
import Runs
import TestFixtures
import Testing

@testable import Scripting

struct TaskTests {
  @Test func `a task goes on beside the one that has started it`() async throws {
    let result = try await ScriptFixture.run(
      """
      local task = task.spawn(function(...) print("spawned", ...) end, 1, nil, 3)
      print("main", task)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["main\ttask 1", "spawned\t1\tnil\t3"])
  }

  @Test func `a parent does not end before its children and theirs`() async throws {
    let result = try await ScriptFixture.run(
      """
      local results = batch.map({ 1, 2 }, function(n)
        local seen = {}
        task.spawn(function()
          task.sleep(n)
          task.spawn(function()
            task.sleep(n)
            seen[#seen + 1] = n
          end)
        end)
        return seen
      end)
      print(#results, results[1][1], results[2][1])
      """, clock: JumpingClock())

    #expect(result.error == nil)
    #expect(result.prints == ["2\t1\t2"])
  }

  @Test func `sleeping lasts as long as it says`() async throws {
    let clock = JumpingClock()
    let result = try await ScriptFixture.run("task.sleep(2.5) task.sleep(0)", clock: clock)

    #expect(result.error == nil)
    #expect(clock.now.offset == .seconds(2.5))
  }

  @Test func `a task that sleeps does not hold up the changes of others`() async throws {
    let result = try await ScriptFixture.run(
      """
      task.spawn(function() task.sleep(100000) end)
      task.spawn(function()
        sendas.grant("grace@acme.test")
        error("done")
      end)
      """)

    #expect(result.error?.message == "done")
    #expect(result.tally.granted == 1)
  }

  @Test func `an uncaught error fails the run and stops the siblings and the parent`() async throws
  {
    let result = try await ScriptFixture.run(
      """
      local function waiting(name)
        local noted <close> = setmetatable({}, { __close = function() print(name, "closed") end })
        print(name, pcall(task.sleep, 100000))
      end
      task.spawn(waiting, "sibling")
      task.spawn(function()
        sendas.me()
        error("broken")
      end)
      local ok, err = pcall(task.sleep, 100000)
      print("parent", ok, err.kind)
      error(err)
      """, limits: .off)

    #expect(result.error?.message == "broken")
    #expect(result.error?.place == LuaPlace(source: "test.lua", line: 8))
    #expect(
      result.prints.sorted() == [
        "parent\tfalse\tcancelled", "sibling\tclosed",
        "sibling\tfalse\tcancelled: the task was cancelled",
      ])
  }

  @Test func `a cancelled task is told once and closes what it has open`() async throws {
    let result = try await ScriptFixture.run(
      """
      task.spawn(function()
        local noted <close> = setmetatable({}, { __close = function()
          print("closed", sendas.me().email)
        end })
        task.sleep(100000)
      end)
      sendas.me()
      task.spawn(error, "broken")
      """)

    #expect(result.error?.message == "broken")
    #expect(result.prints == ["closed\talice@acme.test"])
  }

  @Test func `a task in an item of a batch fails that item alone`() async throws {
    let result = try await ScriptFixture.run(
      """
      local result = batch.each({ "a", "b", "c" }, function(name)
        task.spawn(function()
          sendas.me()
          if name == "b" then error({ kind = "odd", message = "b is bad" }) end
        end)
        if name == "b" then task.sleep(100000) end
      end, { on_error = "continue" })
      print(result.done, #result.failed, result.failed[1].key, result.failed[1].error.kind)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["2\t1\tb\todd"])
    #expect(result.failures.map(\.message) == ["b is bad"])
  }

  @Test func `a parent that fails takes its tasks along`() async throws {
    let result = try await ScriptFixture.run(
      """
      print(pcall(batch.each, { 1 }, function()
        task.spawn(function() task.sleep(100000) end)
        sendas.me()
        error("the item", 0)
      end))
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["false\tthe item"])
  }

  @Test func `an interrupt wakes sleepers, and their clean-up may still make calls`() async throws {
    let result = try await ScriptFixture.run(
      """
      local function work()
        local undo <close> = setmetatable({}, { __close = function() sendas.revoke("grace@acme.test") end })
        sendas.grant("grace@acme.test")
        print("ready")
        task.sleep(100000)
      end
      task.spawn(work)
      task.sleep(100000)
      """, interruptedAt: "ready")

    #expect(result.report.wasInterrupted)
    #expect(result.error?.kind == .cancelled)
    #expect(result.tally.revoked == 1)
  }

  @Test func `the labels of tasks name phases and items`() async throws {
    let result = try await ScriptFixture.run(
      """
      batch.phase("first", function()
        batch.each({ "grace@acme.test" }, function(email) sendas.grant(email) end)
        task.spawn(sendas.grant, "heidi@acme.test")
      end)
      """)

    #expect(result.error == nil)
    #expect(
      result.operations.map(\.taskKey).sorted()
        == ["main/first/grace@acme.test", "main/first/task 1"])
  }

  @Test func `a phase ends when all that was started in it has ended`() async throws {
    let result = try await ScriptFixture.run(
      """
      local order = {}
      print(batch.phase("one", function()
        task.spawn(function()
          task.sleep(5)
          order[#order + 1] = "child"
        end)
        return 1, nil, 3
      end))
      batch.phase("two", function() order[#order + 1] = "two" end)
      print(table.concat(order, " "))
      """, clock: JumpingClock())

    #expect(result.error == nil)
    #expect(result.prints == ["1\tnil\t3", "child two"])
    #expect(result.logs == ["info: phase: one", "info: phase: two"])
  }

  @Test func `an error in a phase can be caught, and the script goes on`() async throws {
    let result = try await ScriptFixture.run(
      """
      local ok, err = pcall(batch.phase, "one", function()
        task.spawn(function() task.sleep(100000) end)
        task.spawn(function() error("broken", 0) end)
        task.sleep(100000)
      end)
      print(ok, err)
      print(sendas.me().email)
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["false\tbroken", "alice@acme.test"])
  }

  @Test(arguments: [
    ("task.spawn('x')", "task.spawn takes a function as 'fn', not a string"),
    ("task.spawn(print).cancel()", "a task has no 'cancel'"),
    ("task.sleep('1')", "task.sleep takes a number as 'seconds', not a string"),
    ("task.sleep(-1)", "task.sleep takes a number from 0 to 31536000 as 'seconds'"),
    ("task.sleep(0/0)", "task.sleep takes a number from 0 to 31536000 as 'seconds'"),
    ("batch.phase(print)", "batch.phase takes a string as 'name', not a function"),
    ("batch.phase('x', 1)", "batch.phase takes a function as 'fn', not a number"),
    (
      "table.sort({ 2, 1 }, function() batch.phase('x', print) end)",
      "batch.phase waits for an answer, and Lua cannot wait"
    ),
  ])
  func `a wrong call is an error`(_ source: String, _ message: String) async throws {
    let result = try await ScriptFixture.run(source)

    #expect(result.error?.message.hasPrefix(message) == true, "\(String(describing: result.error))")
    #expect(result.error?.place == LuaPlace(source: "test.lua", line: 1))
  }
}
