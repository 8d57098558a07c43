import ArgumentParser
import Lua
import Runs

/// Turns what happens in a run into text.
///
/// Called from any thread.
protocol Reporter: Sendable {
  /// How often progress is looked at.
  var progressInterval: Duration { get }
  /// Whether it is to be told how far a run came at its end; a summary says it for people.
  var wantsLastProgress: Bool { get }
  /// Whether a person reads it; a program relies on each event.
  var isForPeople: Bool { get }
  func report(_ event: RunEvent)
  func progress(_ progress: RunProgress, after elapsed: Duration)
  func interrupted(by signal: Int32)
  /// The script ended with an error that it did not catch.
  func failed(_ error: LuaError)
}

extension Reporter {
  var wantsLastProgress: Bool { false }
  var isForPeople: Bool { true }
}

/// What standard output of `run` holds.
enum EventFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json

  /// The reporter for that form; `name` is what the summary calls the run.
  func reporter(name: String) -> any Reporter {
    switch self {
    case .text: TextReporter(name: name)
    case .json: JSONReporter()
    }
  }
}
