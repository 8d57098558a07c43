import Testing

@testable import Lua

@Suite struct ModuleLoadsTests {
  @Test func `the first task loads, the next ones wait`() {
    var loads = ModuleLoads()
    #expect(loads.require("a", by: 1) == .load)
    #expect(loads.require("a", by: 2) == .wait)
    #expect(loads.require("a", by: 3) == .wait)
    #expect(loads.finish("a") == [2, 3])
    #expect(loads.require("a", by: 2) == .load)
  }

  @Test func `a circle is shown from where it begins`() {
    var loads = ModuleLoads()
    #expect(loads.require("main", by: 1) == .load)
    #expect(loads.require("a", by: 1) == .load)
    #expect(loads.require("b", by: 1) == .load)
    #expect(loads.require("a", by: 1) == .cycle(["a", "b", "a"]))
  }

  @Test func `a circle through three tasks is found`() {
    var loads = ModuleLoads()
    for (task, name) in ["a", "b", "c"].enumerated() {
      #expect(loads.require(name, by: task) == .load)
    }
    #expect(loads.require("b", by: 0) == .wait)
    #expect(loads.require("c", by: 1) == .wait)
    #expect(loads.require("a", by: 2) == .cycle(["a", "b", "c", "a"]))
  }

  @Test func `who no longer waits closes no circle and is not woken`() {
    var loads = ModuleLoads()
    #expect(loads.require("a", by: 1) == .load)
    #expect(loads.require("b", by: 2) == .load)
    #expect(loads.require("b", by: 1) == .wait)
    loads.stopWaiting(1)
    #expect(loads.require("a", by: 2) == .wait)
    #expect(loads.finish("b") == [])
  }

  @Test func `a task that ends gives up what it was loading`() {
    var loads = ModuleLoads()
    #expect(loads.require("a", by: 1) == .load)
    #expect(loads.require("b", by: 1) == .load)
    #expect(loads.require("a", by: 2) == .wait)
    #expect(loads.require("b", by: 3) == .wait)
    #expect(loads.abandon(1) == [2, 3])
    #expect(loads.require("a", by: 2) == .load)
  }
}
