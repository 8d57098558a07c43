import CloseAPI
import Emulator
import Journal
import Lua
import Profiles
import Runs
import Scripting

/// What the program's exit status says.
enum ExitStatus: Int32 {
  case done = 0
  case scriptFailed = 1
  case changesPending = 2
  case itemsFailed = 3
  case noCredential = 4
  case refused = 5
  case ambiguous = 7
  case usage = 64
  case noInput = 66
  case noAnswer = 69
  case cannotWrite = 74
  case locked = 75
  case configuration = 78
  case limit = 124
  case interrupted = 130

  /// A run that a signal has ended: 128 and the signal's number, as shells have it.
  static func interrupted(by signal: Int32) -> Int32 { 128 + signal }
}

/// An error for the terminal: the words, and the status to end with.
struct Failure: Error {
  var status: ExitStatus
  var message: String

  init(_ status: ExitStatus, _ message: String) {
    (self.status, self.message) = (status, SecretRedactor.shared.redact(message))
  }

  /// Any error of the rooms below.
  init(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as CloseError:
      self.init(ExitStatus(kind: error.kind.rawValue), error.spoken)
    case let error as RunError:
      let status = error.kind == .journal ? .cannotWrite : ExitStatus(kind: error.kind.rawValue)
      self.init(status, error.message)
    case let error as ScriptError: self.init(ExitStatus(kind: error.kind.rawValue), error.message)
    case let error as LuaError: self.init(ExitStatus(error), error.message)
    case let error as ProfileError: self.init(ExitStatus(error), error.message)
    case let error as JournalError:
      self.init(error.kind.concernsFile ? .cannotWrite : .usage, error.message)
    // A command that was asked for a key may hear Ctrl-C before we do.
    case is CancellationError: self.init(.interrupted, "interrupted")
    case let error as EmulatorError: self.init(ExitStatus(error), error.message)
    default: self.init(.scriptFailed, "\(error)")
    }
  }
}

extension ExitStatus {
  /// The status for an error of that kind (`err.kind`) that nobody caught.
  init(kind: String) {
    self =
      switch kind {
      case "unauthorized", "no_credential": .noCredential
      case "refused", "wrong_identity": .refused
      case "connection", "tls", "timeout", "unavailable", "unexpected_answer", "rate_limited":
        .noAnswer
      case "ambiguous": .ambiguous
      case "bad_input": .noInput
      case "journal", "cannot_write": .cannotWrite
      case "locked": .locked
      case "memory", "killed": .limit
      default: .scriptFailed
      }
  }

  init(_ error: LuaError) {
    self = error["writing"] == .bool(true) ? .cannotWrite : Self(kind: error.kind.rawValue)
  }

  init(_ error: ProfileError) {
    self =
      switch error.kind {
      case .configuration: .configuration
      case .noCredential: .noCredential
      case .cannotWrite: .cannotWrite
      }
  }

  init(_ error: EmulatorError) {
    self =
      switch error.kind {
      case .storeInUse, .portInUse: .locked
      case .storeUnavailable: .cannotWrite
      case .cannotListen: .noAnswer
      case .invalidFault: .usage
      default: .noInput
      }
  }
}

extension CloseError {
  /// The words first, and behind them what only some need: the kind, the request and for whom it was.
  fileprivate var spoken: String {
    let person = identity.map { " as \($0)" } ?? ""
    return "\(message) [\(kind.rawValue)\(operation.isEmpty ? "" : ": \(operation)\(person)")]"
  }
}
