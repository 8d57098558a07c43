import ArgumentParser
import CloseAPI
import Foundation
import Runs

/// The words of a command line, as far as they name commands.
struct CommandWords {
  let words: [String]

  /// - Throws: ``Failure`` where a word stands for a command and is none; the parser would only say
  ///   that it is unexpected.
  func check() throws(Failure) {
    try refuseKeys()
    try refuseEarlyOption()
    try refuseNegativeNumber()
    var command: any ParsableCommand.Type = Sendas.self
    var path = "sendas"
    for word in words.first == "help" ? words.dropFirst() : words[...] {
      let children = command.configuration.subcommands
      let names = children.map(Self.name)
      guard !children.isEmpty, !word.hasPrefix("-"), word != "help" || path != "sendas" else {
        return
      }
      guard let index = names.firstIndex(of: word) else {
        throw Failure(.usage, Self.unknown(word, names, path))
      }
      command = children[index]
      path += " \(word)"
    }
  }

  /// A key among the words would stay in the shell's history, in the list of processes and in the
  /// journal; so it is not even read.
  private func refuseKeys() throws(Failure) {
    let redactor = SecretRedactor()
    guard words.contains(where: { $0.contains("api_") && redactor.redact($0) != $0 }) else {
      return
    }
    throw Failure(
      .usage,
      "one of the words looks like an API key; keys are never given on a command line."
        + " Keep a key by 'sendas profiles add NAME', which asks for it without showing it, or takes it"
        + " from standard input. If it is real, delete it in Close and make a new one: your shell may"
        + " have kept it.")
  }

  /// An option of a command does not stand before it.
  private func refuseEarlyOption() throws(Failure) {
    let name = String((words.first ?? "").prefix { $0 != "=" })
    guard (ScriptOptions.before + ["--format", "--deadline", "--yes"]).contains(name) else {
      return
    }
    throw Failure(
      .usage, "\(name) stands before the command; write it behind: sendas COMMAND \(name) …")
  }

  /// The parser reads `-1` as an option, and says that the value is missing.
  private func refuseNegativeNumber() throws(Failure) {
    for (option, number) in zip(words, words.dropFirst()) {
      // What follows a script belongs to it.
      if option == "--" || option.hasSuffix(".lua") { return }
      guard
        ["--max-writes", "--max-revokes", "--connections", "--max-per-second", "--port"].contains(
          option),
        number.wholeMatch(of: /-[0-9]+/) != nil
      else { continue }
      let least = option == "--max-per-second" ? 1 : 0
      throw Failure(.usage, "\(option) takes a number from \(least), not \(number)")
    }
  }

  private static func unknown(_ word: String, _ names: [String], _ path: String) -> String {
    if path == "sendas", word.hasSuffix(".lua") {
      return "there is no command '\(word)'; to execute that script: sendas run \(word)"
    }
    if path == "sendas",
      let parent = Sendas.configuration.subcommands.first(where: { command in
        command.configuration.subcommands.contains { name($0) == word }
      })
    {
      return "there is no command 'sendas \(word)'; did you mean 'sendas \(name(parent)) \(word)'?"
    }
    let hint = nearest(to: word, in: names).map { " (did you mean '\(path) \($0)'?)" } ?? ""
    return "there is no command '\(path) \(word)'\(hint); '\(path) --help' lists the commands"
  }

  private static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }
}

extension Sendas {
  /// Ends the program as the parser's error asks for: with a help text, or with what is wrong, said as
  /// everything else is said.
  static func end(_ error: any Error) -> Never {
    let text = fullMessage(for: error)
    let prefix = "Error: "
    guard !exitCode(for: error).isSuccess, text.hasPrefix(prefix) else { exit(withError: error) }
    Terminal.error("sendas: " + text.dropFirst(prefix.count))
    exit(withError: ExitCode(exitCode(for: error).rawValue))
  }
}
