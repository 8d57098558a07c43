import Foundation
import Lua
import Synchronization

/// What waiting tasks take, measured in a process that does nothing else.
enum MemoryTrial: String {
  case parked, suspensions, emulator

  /// The first word of the child's command line.
  static let word = "--memory-trial"
  static let parkedTasks = 100_000
  static let allSuspensions = 1_000_000
  private static let tasks = 1000

  /// In the child: prints mebibytes, one number per line.
  static func run(_ name: String) async throws {
    switch MemoryTrial(rawValue: name) {
    case .parked: try await park()
    case .suspensions: try await suspend()
    case .emulator: try await EmulatorBench.fill { print(residentMebibytes) }
    case nil: throw Child.Failure(description: "no memory trial is named '\(name)'")
    }
  }

  /// In the parent: the numbers that the child prints.
  func measure() async throws -> [Double] {
    let own = try Child.folder + "/sendas-bench"
    let child = try await Child.run(own, [Self.word, rawValue])
    return child.output.split(separator: "\n").compactMap { Double($0) }
  }

  /// The process with all tasks parked, each in a call that Swift is to answer.
  private static func park() async throws {
    let waiting = Mutex<[LuaPromise]>([])
    let state = try await LuaBench.bridgedState([
      LuaFunction("host.gate", suspends: true) { _ in
        let promise = LuaPromise()
        waiting.withLock { $0.append(promise) }
        return .promised(promise)
      },
      LuaFunction("host.open") { _ in
        print(residentMebibytes)
        waiting.withLock { for promise in $0 { promise.keep(.success([])) } }
        return .values([])
      },
    ])
    try await LuaBench.run(
      """
      local gate = host.gate
      for i = 1, \(parkedTasks) do spawn("t", function() gate(i) end) end
      -- Tasks take turns: this one comes when all others wait.
      spawn("last", host.open)
      """, state)
  }

  /// The process after a tenth of the suspensions and after all of them, in one run.
  private static func suspend() async throws {
    let state = try await LuaBench.bridgedState([
      LuaFunction("host.mark") { _ in
        print(residentMebibytes)
        return .values([])
      }
    ])
    try await LuaBench.run(
      """
      local later, mark, count = host.later, host.mark, 0
      for i = 1, \(tasks) do
        spawn("t", function()
          for j = 1, \(allSuspensions / tasks) do
            later(j)
            count = count + 1
            if count == \(allSuspensions / 10) or count == \(allSuspensions) then mark() end
          end
        end)
      end
      """, state)
  }

  /// proc(5): the second number of statm is the resident pages.
  private static var residentMebibytes: Double {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / Double(1 << 20)
  }
}

extension LuaBench {
  static func memory() async throws -> [Figure] {
    let suspensions = try await MemoryTrial.suspensions.measure()
    let parked = try await MemoryTrial.parked.measure()
    guard suspensions.count == 2, parked.count == 1 else {
      throw Child.Failure(description: "a memory trial did not say what it took")
    }
    return [
      // Less than a page per thousand suspensions is the allocator's noise.
      Figure(
        what: "resident after 1,000,000 suspensions", against: "after the first 100,000",
        value: suspensions[1] / suspensions[0], bound: 1.05),
      Figure(
        what: "100,000 parked tasks, resident in all", against: "", value: parked[0] * 1.048576,
        bound: 300, unit: "MB"),
    ]
  }
}
