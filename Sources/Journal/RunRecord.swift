public import Foundation

/// What the journal remembers of one run.
public struct RunRecord: Sendable, Equatable, Identifiable {
  /// The run's id, made by ``makeID(startedAt:using:)``; unique in a journal.
  public var id: String
  /// Which execution of the run this is: 1 at first, one more each time it is resumed.
  public var attempt: Int
  /// The command that started it, for example "run" or "grant".
  public var command: String
  /// The script's path as the person gave it; nil for a one-line command.
  public var scriptPath: String?
  /// The script's text as it was executed.
  public var scriptText: String?
  /// The words after the script or the command, verbatim.
  public var arguments: [String]
  /// The options before the script, as JSON text: what it takes to give the command again.
  public var options: String
  /// Why it was started, in the words of the one who did.
  public var reason: String?
  /// The folder in which the command was given.
  public var workingFolder: String
  /// Who gave it on which machine: "user@host".
  public var startedBy: String
  /// The organisation in which it acts, once known.
  public var organizationID: String?
  /// That organisation's name, once known.
  public var organizationName: String?
  /// The server it talks to.
  public var baseURL: String
  /// Whether that server is the embedded emulator.
  public var isEmulator: Bool
  /// The identity it acts as, in words that a person recognises.
  public var identity: String
  /// When it began.
  public var startedAt: Date
  /// When it ended; nil while it is running, and after a crash.
  public var endedAt: Date?
  /// How far it has come.
  public var state: RunState
  /// The program's exit status, once it has ended.
  public var exitStatus: Int?
  /// The run's summary as JSON text, once it has ended.
  public var summary: String?

  /// Describes a run that begins now; what is known only at its end is left out.
  public init(
    id: String, attempt: Int = 1, command: String, scriptPath: String? = nil,
    scriptText: String? = nil, arguments: [String] = [], options: String = "{}",
    reason: String? = nil, workingFolder: String, startedBy: String,
    organizationID: String? = nil, organizationName: String? = nil, baseURL: String,
    isEmulator: Bool = false, identity: String, startedAt: Date, endedAt: Date? = nil,
    state: RunState = .running, exitStatus: Int? = nil, summary: String? = nil
  ) {
    self.id = id
    self.attempt = attempt
    self.command = command
    self.scriptPath = scriptPath
    self.scriptText = scriptText
    self.arguments = arguments
    self.options = options
    self.reason = reason
    self.workingFolder = workingFolder
    self.startedBy = startedBy
    self.organizationID = organizationID
    self.organizationName = organizationName
    self.baseURL = baseURL
    self.isEmulator = isEmulator
    self.identity = identity
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.state = state
    self.exitStatus = exitStatus
    self.summary = summary
  }
}

/// How far a run has come.
///
/// The exit status says the rest.
public struct RunState: RawRepresentable, Sendable, Hashable {
  /// The word under which the state is stored.
  public let rawValue: String

  /// Names a state by its stored word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// It has begun and has not ended; also what a killed run looks like.
  public static let running = RunState(rawValue: "running")
  /// It went through to its end; some of its items may have failed.
  public static let done = RunState(rawValue: "done")
  /// It stopped because of an error or a refusal.
  public static let failed = RunState(rawValue: "failed")
  /// It was stopped by a signal or a deadline, and can be resumed.
  public static let interrupted = RunState(rawValue: "interrupted")
}
