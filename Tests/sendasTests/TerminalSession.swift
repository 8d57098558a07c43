import Foundation
import Testing

/// A program at a pseudo-terminal, as a person meets it.
struct TerminalSession {
  /// What the person does, and waits for.
  enum Step: Encodable {
    /// Waits until the terminal shows the text, after what was seen before.
    case see(String)
    /// Types; `\n` is the return key, `\u{3}` Ctrl-C, `\u{4}` Ctrl-D, `\t` the tabulator.
    case type(String)
    /// Sends a signal to the program.
    case signal(Int32)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .see(let text): try container.encode(["see": text])
      case .type(let text): try container.encode(["type": text])
      case .signal(let number): try container.encode(["signal": number])
      }
    }
  }

  /// Runs `sendas` at a terminal, in the program's folder.
  static func run(
    _ program: Program, _ words: [String], _ steps: [Step],
    _ variables: [String: String] = [:]
  ) async throws -> Program.Outcome {
    let json = String(decoding: try JSONEncoder().encode(steps), as: UTF8.self)
    return try await program.run(
      "/usr/bin/env", ["python3", driver, json, Program.path] + words, variables)
  }

  private static let driver = Program.repository
    .appendingPathComponent("Tests/sendasTests/terminal.py").path

  /// The beginning of a shell's command that does these steps; what is run at the terminal follows.
  ///
  /// - Throws: Where the steps cannot be written into the program's folder.
  static func command(_ program: Program, _ steps: [Step]) throws -> String {
    try program.write(
      String(decoding: try JSONEncoder().encode(steps), as: UTF8.self), to: "steps.json")
    return "python3 \"\(driver)\" \"$(cat steps.json)\""
  }
}

extension Program {
  /// A session of `sendas repl` as alice of Acme, whom the prompt names.
  func repl(
    _ steps: [TerminalSession.Step], variables: [String: String] = [:]
  ) async throws -> Outcome {
    try await TerminalSession.run(
      self, ["repl", "--emulator"], [.see("alice 1> ")] + steps, variables)
  }
}
