import Dispatch
import Foundation
import Lua
import Runs
import Scripting

/// SIGUSR1 shows what each task is doing, where, and for how long.
final class TaskDump {
  /// More are counted by what they wait for.
  private static let mostShown = 50

  private let source: any DispatchSourceSignal

  /// Begins to listen, until it is let go.
  init(_ host: ScriptHost) {
    signal(SIGUSR1, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGUSR1, queue: .global())
    source.setEventHandler { @Sendable in
      // Lua's own thread answers: of a script that is busy, when it next pauses.
      Task {
        let tasks = await host.tasks
        for line in Self.lines(tasks, at: .now) { Terminal.error(line) }
      }
    }
    source.resume()
  }

  deinit { source.cancel() }

  /// A line per task, those that wait longest first.
  static func lines(_ tasks: [LuaTask], at now: ContinuousClock.Instant) -> [String] {
    let sorted = tasks.sorted { ($0.since ?? now, $0.id) < ($1.since ?? now, $1.id) }
    let shown = sorted.prefix(mostShown).map { task in
      let place = task.place.map { "\($0)" } ?? "?"
      let time = task.since.map { String(format: " for %.1f s", ($0.duration(to: now)).inSeconds) }
      return "  \(task.path) at \(place): \(doing(task.state))\(time ?? "")"
    }
    var lines = ["\(tasks.count) task\(tasks.count == 1 ? "" : "s"):"] + shown
    if sorted.count > shown.count { lines.append("  … and \(sorted.count - shown.count) more") }
    return lines
  }

  private static func doing(_ state: LuaTask.State) -> String {
    switch state {
    case .ready: "ready to go on"
    case .running: "running"
    case .waiting(let function): "waiting for \(function)"
    case .parked: "waiting for other tasks"
    case .loading(let module): "waiting for the module '\(module)'"
    }
  }
}
