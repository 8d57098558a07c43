import CloseAPI
import Foundation

/// Takes a secret from a person, who does not see it, or from standard input.
struct SecretPrompt {
  /// Far more than a key or an address has.
  private static let limit = 16 << 10

  /// The question, for a terminal.
  let question: String
  /// What is asked for, for messages: "the API key".
  let what: String

  /// - Returns: The first line, without its end; it may be empty.
  /// - Throws: ``Failure`` where nothing comes, or too much.
  func answer() throws -> String {
    guard isatty(STDIN_FILENO) == 1 else { return try line() }
    let settings = TerminalSettings()
    // Until Ctrl-C is heard, it would end the program with the terminal still silent.
    let interrupts = Interrupts { number in
      settings.restore()
      Terminal.error("")
      _exit(ExitStatus.interrupted(by: number))
    }
    defer {
      settings.restore()
      // The return key was not shown either.
      Terminal.error("")
      withExtendedLifetime(interrupts) {}
    }
    guard settings.silence() else {
      throw Failure(.cannotWrite, "the terminal cannot be silenced, so \(what) would be seen")
    }
    Terminal.prompt(question)
    return try line()
  }

  private func line() throws -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    // One by one, so that whatever comes behind the line is left for others.
    while bytes.count <= Self.limit {
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0, byte != 0x0A else { break }
      bytes.append(byte)
    }
    guard bytes.count <= Self.limit else {
      throw Failure(.noInput, "what was given is too long to be \(what)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.noInput, "what was given is no text, so it cannot be \(what)")
    }
    let trimmed = text.trimmingCharacters(in: .whitespaces).replacing("\r", with: "")
    guard !trimmed.isEmpty else {
      throw Failure(.noInput, "\(what) was not given; type it at the prompt, or pipe it in")
    }
    return trimmed
  }
}
