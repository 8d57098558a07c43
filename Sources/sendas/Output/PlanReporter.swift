import Lua
import Runs

/// What is said while a script is planned: standard output is for the plan.
struct PlanReporter: Reporter {
  private let text: TextReporter

  init(name: String) { text = TextReporter(name: name) }

  var progressInterval: Duration { text.progressInterval }

  func report(_ event: RunEvent) {
    switch event {
    case .print(let line): Terminal.error(line)
    case .finished: Terminal.clearProgress()
    default: text.report(event)
    }
  }

  func progress(_ progress: RunProgress, after elapsed: Duration) {
    text.progress(progress, after: elapsed)
  }

  func interrupted(by signal: Int32) { text.interrupted(by: signal) }
  func failed(_ error: LuaError) { text.failed(error) }
}
