import CloseAPI
import Foundation
import Lua

/// What one probe came to in a process of its own.
struct BugFinding {
  /// Whether this machine's Lua has the bug.
  enum State: String {
    case affected
    case notAffected = "not affected"
    case unknown = "could not tell"
  }

  let probe: LuaProbe
  let state: State
  /// What happened, in words; empty where it was as it should be.
  let answer: String

  /// A healthy Lua needs a fraction of a second for any of them.
  static let secondsAllowed: UInt32 = 30

  private static let crashes = [SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP]

  /// Tries all bugs, one after the other.
  static func all() async throws -> [BugFinding] {
    var findings: [BugFinding] = []
    for probe in LuaProbe.all { findings.append(try await BugFinding(probe)) }
    return findings
  }

  private init(_ probe: LuaProbe) async throws {
    self.probe = probe
    guard let trial = probe.trial else {
      (state, answer) = (.unknown, "no chunk shows it; it is corrected upstream by \(probe.fix)")
      return
    }
    let ending = try await Ending.ofChild(["doctor", "--probe", probe.name])
    (state, answer) = Self.judge(ending, trial)
  }

  private static func judge(_ ending: Ending, _ trial: LuaProbe.Trial) -> (State, String) {
    switch ending {
    case .signal(SIGALRM): return (.unknown, "it did not end in \(secondsAllowed) s")
    case .signal(let number) where crashes.contains(number):
      return (.affected, "the process crashed (signal \(number))")
    case .signal(let number): return (.unknown, "signal \(number) ended the probe from outside")
    case .exited(0, "returned \(trial.healthy)"): return (.notAffected, "")
    case .exited(0, let words):
      let text = words.split(separator: " ", maxSplits: 1).last ?? ""
      let verb = words.hasPrefix("failed ") ? "failed with" : "returned"
      return (.affected, "it \(verb) '\(text)' instead of '\(trial.healthy)'")
    case .exited(let status, _): return (.unknown, "the probe could not run (status \(status))")
    }
  }

  var json: JSONValue {
    .object([
      ("name", .string(probe.name)), ("state", .string(state.rawValue)),
      ("answer", .string(answer)), ("meaning", .string(probe.meaning)),
      ("remedy", .string("sendas \(probe.remedy)")), ("fix", .string(probe.fix)),
    ])
  }
}

/// How a child process ended.
private enum Ending {
  case exited(Int32, String)
  case signal(Int32)

  /// Runs this program with these words.
  ///
  /// Its errors are not shown: a crash is an answer.
  static func ofChild(_ words: [String]) async throws -> Ending {
    let child = Process()
    // The program itself, even when its file has been replaced meanwhile.
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe")
    child.arguments = words
    // Swift's runtime would describe the crash, which takes seconds.
    child.environment = ProcessInfo.processInfo.environment.merging(
      ["SWIFT_BACKTRACE": "enable=no"], uniquingKeysWith: { $1 })
    let output = Pipe()
    child.standardInput = FileHandle.nullDevice
    child.standardOutput = output
    child.standardError = FileHandle.nullDevice
    let (reason, status) = try await withCheckedThrowingContinuation { waiter in
      child.terminationHandler = {
        waiter.resume(returning: ($0.terminationReason, $0.terminationStatus))
      }
      do { try child.run() } catch { waiter.resume(throwing: error) }
    }
    if reason == .uncaughtSignal { return .signal(status) }
    // A line of a few bytes: it waits in the pipe.
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    let text = String(decoding: bytes, as: UTF8.self)
    return .exited(status, text.trimmingCharacters(in: .newlines))
  }
}
