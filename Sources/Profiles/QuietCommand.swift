import Foundation
import Subprocess
import SystemPackage

/// A program that is asked for a secret, and of which nothing but the answer is looked at.
///
/// Its words go to it as they are: no shell, no `~`, no variables. It runs in the configuration
/// folder, so that it means the same wherever sendas is called, and in sendas' own process group, so
/// that it may ask for a passphrase on the terminal. What it writes to standard error is dropped
/// unread: some tools put secrets there.
struct QuietCommand {
  let words: [String]
  /// The folder in which it runs, and from which a relative path to it starts.
  let folder: String
  let environment: [String: String]
  /// How long it may take.
  let patience: Duration
  /// The most bytes that it may print.
  let limit: Int
  /// The setting that gives it more time, where there is one.
  var timeSetting: String?

  /// How it came to an end.
  enum Ending: Sendable {
    case exited(Int32, output: [UInt8])
    case signaled(Int32)
    case notFound
    case printedTooMuch
    case failed
    case tookTooLong
    case cancelled
  }

  /// Runs the command with that on its standard input; it is killed when it takes too long.
  /// - Throws: `CancellationError`; the command is killed then, too.
  func run(_ input: [UInt8] = [], clock: some Clock<Duration>) async throws -> Ending {
    let ending = await withTaskGroup(of: Ending.self) { group in
      group.addTask { await start(input) }
      group.addTask {
        let waited: Void? = try? await clock.sleep(for: patience)
        return waited == nil ? .cancelled : .tookTooLong
      }
      let first = await group.next() ?? .cancelled
      group.cancelAll()
      return first
    }
    if case .cancelled = ending { throw CancellationError() }
    try Task.checkCancellation()
    return ending
  }

  /// What went wrong, for a command that is called `subject` and has to print `expected`.
  ///
  /// Without what the system says about it, which may repeat its arguments.
  func problem(_ ending: Ending, subject: String, expected: String) -> String {
    let trial = "Run it by hand to see why."
    return switch ending {
    case .exited(let status, _): "\(subject) ended with status \(status). \(trial)"
    case .signaled(let signal): "\(subject) was ended by signal \(signal). \(trial)"
    case .notFound:
      "\(subject) is not there. No shell looks for it: name a program of your PATH or a path, "
        + "without ~ or variables."
    case .printedTooMuch:
      "\(subject) printed more than \(limit) bytes, so it cannot be \(expected). It has to "
        + "print \(expected) and nothing else."
    case .failed: "\(subject) could not be run. \(trial)"
    // Of one that was cancelled nothing is told.
    case .tookTooLong, .cancelled:
      "\(subject) took longer than \(seconds) and was stopped. \(trial)"
        + (timeSetting.map { " If it needs more time, set \($0) in the configuration." } ?? "")
    }
  }

  private var seconds: String {
    let count = patience.components.seconds
    return "\(count) second\(count == 1 ? "" : "s")"
  }

  private func start(_ input: [UInt8]) async -> Ending {
    do {
      let result = try await Subprocess.run(
        executable, arguments: Arguments(Array(words.dropFirst())),
        environment: .custom(variables), workingDirectory: FilePath(folder),
        input: .fileDescriptor(
          try Self.descriptor(holding: input), closeAfterSpawningProcess: true),
        output: .bytes(limit: limit), error: .discarded)
      return switch result.terminationStatus {
      case .exited(let status): .exited(status, output: result.standardOutput)
      // Ctrl-C goes to all programs of a terminal.
      case .signaled(SIGINT): .cancelled
      case .signaled(let signal): .signaled(signal)
      }
    } catch let error as SubprocessError {
      return switch error.code {
      case .executableNotFound: .notFound
      case .outputLimitExceeded: .printedTooMuch
      default: .failed
      }
    } catch is CancellationError {
      return .cancelled
    } catch {
      return .failed
    }
  }

  /// An open file without a name that holds these bytes, in memory where the system has room there.
  ///
  /// A pipe would break, and with it this program, where the command ends without reading all.
  private static func descriptor(holding bytes: [UInt8]) throws -> FileDescriptor {
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
    guard let new = NewPrivateFile(pathBeginning: folder + "/sendas.") else {
      throw POSIXError(.EIO)
    }
    unlink(new.path)
    let file = FileDescriptor(rawValue: new.descriptor)
    do {
      try file.writeAll(bytes)
      guard lseek(new.descriptor, 0, SEEK_SET) == 0 else { throw POSIXError(.EIO) }
    } catch {
      try? file.close()
      throw error
    }
    return file
  }

  private var executable: Executable {
    let name = words.first ?? ""
    if !name.contains("/") { return .name(name) }
    return .path(FilePath(name.hasPrefix("/") ? name : folder + "/" + name))
  }

  /// The environment without the one variable that is somebody else's secret.
  private var variables: [Environment.Key: String] {
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment where name != ProfileStore.environmentKey {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    return variables
  }
}
