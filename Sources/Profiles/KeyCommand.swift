import CloseAPI
import Subprocess
import SystemPackage

/// A command that prints one API key.
///
/// Its words go to the program as they are: no shell, no `~`, no variables. It runs in the
/// configuration folder, so that it means the same wherever sendas is called, in sendas' own
/// process group, so that it may ask for a passphrase on the terminal, and without standard input.
/// What it writes to standard error is dropped unread: some tools put secrets there.
struct KeyCommand {
  let words: [String]
  /// The profile's name, for messages.
  let profile: String
  /// The folder in which it runs, and from which a relative path to it starts.
  let folder: String
  let environment: [String: String]

  /// How long it may take: long enough for a person to type a passphrase.
  static let patience = Duration.seconds(30)
  /// Far more than any key has.
  static let limit = 4096

  private enum Ending: Sendable {
    case ended(TerminationStatus, output: [UInt8])
    case failed(SubprocessError)
    case tookTooLong
    case cancelled
  }

  /// Runs the command.
  ///
  /// - Throws: ``ProfileError`` of kind `noCredential`, or `CancellationError`; the command is
  ///   killed in both cases.
  func credential(clock: some Clock<Duration>) async throws -> Credential {
    let ending = await withTaskGroup(of: Ending.self) { group in
      group.addTask { await run() }
      group.addTask {
        let waited: Void? = try? await clock.sleep(for: Self.patience)
        return waited == nil ? .cancelled : .tookTooLong
      }
      let first = await group.next() ?? .cancelled
      group.cancelAll()
      return first
    }
    try Task.checkCancellation()
    guard case .ended(.exited(0), let output) = ending else { throw failure(ending) }
    return try KeyText(output).credential(
      of: profile, from: "The output of the api_key_command (\(name))",
      remedy: "It has to print the key and nothing else.")
  }

  private func run() async -> Ending {
    do {
      let result = try await Subprocess.run(
        executable, arguments: Arguments(Array(words.dropFirst())),
        environment: .custom(variables), workingDirectory: FilePath(folder),
        output: .bytes(limit: Self.limit), error: .discarded)
      return .ended(result.terminationStatus, output: result.standardOutput)
    } catch let error as SubprocessError {
      return .failed(error)
    } catch {
      return .cancelled
    }
  }

  private func failure(_ ending: Ending) -> ProfileError {
    let command = "The api_key_command (\(name)) of profile \"\(profile)\""
    let trial = "Run it by hand to see why."
    let text =
      switch ending {
      case .ended(.exited(let status), _):
        "\(command) ended with status \(status). \(trial)"
      case .ended(.signaled(let signal), _):
        "\(command) was ended by signal \(signal). \(trial)"
      case .failed(let error) where error.code == .executableNotFound:
        "\(command) is not there. No shell looks for it: name a program of your PATH or a path, "
          + "without ~ or variables."
      case .failed(let error) where error.code == .outputLimitExceeded:
        "\(command) printed more than \(Self.limit) bytes, so it cannot be a key. It has to "
          + "print the key and nothing else."
      case .failed:
        "\(command) could not be run. \(trial)"
      case .tookTooLong, .cancelled:
        "\(command) took longer than \(Self.patience.components.seconds) seconds and was stopped. "
          + trial
      }
    // Without the cause: what the system says about a command may repeat its arguments.
    return ProfileError(.noCredential, text)
  }

  private var name: String { words.first ?? "" }

  private var executable: Executable {
    if !name.contains("/") { return .name(name) }
    return .path(FilePath(name.hasPrefix("/") ? name : folder + "/" + name))
  }

  /// The environment without the one variable that is somebody else's secret.
  private var variables: [Environment.Key: String] {
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment where name != ProfileStore.keyVariable {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    return variables
  }
}
