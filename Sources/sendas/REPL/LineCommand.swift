import Foundation
import Runs

/// A command of a session: a line that begins with a colon.
enum LineCommand: Equatable {
  case act(as: String)
  case apply
  case ask
  case discard
  case help
  case log
  case plan
  case quit
  case save(String)
  /// A piece of script to be timed; empty: the last one.
  case time(String)
  case undo
  case yes

  /// What the person reads, in the order of `:help`.
  private static let all: [(name: String, argument: String, summary: String)] = [
    ("as", "NAME", "act as somebody else from now on: a profile's name, an email or a user id"),
    ("yes", "", "send changes from now on without asking"),
    ("ask", "", "ask again before changes are sent"),
    ("plan", "", "from now on collect changes and do not send them"),
    ("apply", "", "show what was collected, ask, and send it"),
    ("discard", "", "drop what was collected"),
    ("undo", "", "take back what the last input that changed something has changed"),
    ("log", "", "show what this session has done so far"),
    ("time", "[SCRIPT]", "run a piece of script, or the last one again, and show what it took"),
    ("save", "FILE", "write what has been typed, without what failed, as a script"),
    ("help", "", "show this"),
    ("quit", "", "end the session, as Ctrl-D does"),
  ]

  static var allNames: [String] { all.map(\.name) }

  /// What `:help` prints.
  static var overview: String {
    let commands = all.map { command in
      (":\(command.name) \(command.argument)").padding(to: 18) + command.summary
    }
    return """
      Type Lua: what a line gives is shown; `_` is the last value, `_3` the one of input 3.
      Tab completes names, arguments and people. Ctrl-C ends what is running, not the session.

      ?                 list the library's functions
      ?sendas.grant     explain one
      \(commands.joined(separator: "\n"))
      """
  }

  /// - Throws: ``Failure`` that says what is wrong with the line.
  init(_ line: String) throws {
    let parts = line.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
    let name = parts.first ?? ""
    let argument = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    guard let entry = Self.all.first(where: { $0.name == name }) else {
      let near = nearest(to: name, in: Self.allNames).map { "did you mean :\($0)?" }
      throw Failure(
        .usage, "there is no command :\(name); \(near ?? ":help lists them")")
    }
    if argument.isEmpty, !entry.argument.isEmpty, !entry.argument.hasPrefix("[") {
      throw Failure(.usage, ":\(name) needs \(entry.argument): \(entry.summary)")
    }
    if !argument.isEmpty, entry.argument.isEmpty {
      throw Failure(.usage, ":\(name) takes nothing; leave '\(argument)' out")
    }
    self = Self.command(name, argument)
  }

  private static func command(_ name: String, _ argument: String) -> LineCommand {
    switch name {
    case "as": .act(as: argument)
    case "yes": .yes
    case "ask": .ask
    case "plan": .plan
    case "apply": .apply
    case "discard": .discard
    case "undo": .undo
    case "log": .log
    case "time": .time(argument)
    case "save": .save(argument)
    case "help": .help
    default: .quit
    }
  }
}
