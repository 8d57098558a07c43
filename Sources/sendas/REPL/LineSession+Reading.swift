import CloseAPI
import Foundation
import Lua
import Scripting

// From lines to what they are together.
extension LineSession {
  private var prompt: String { "\(who)\(isCollecting ? " (plan)" : "") \(number)> " }

  /// The next lines that are one thing together; nil at the end.
  func piece() async -> String? {
    var text = ""
    var interruptions = 0
    while true {
      let goingOn = "…> "
      let indent = String(repeating: " ", count: max(0, prompt.count - goingOn.count))
      switch await source.line(text.isEmpty ? prompt : indent + goingOn) {
      case .end:
        guard !text.isEmpty else { return nil }
        if source.isPerson { text = "" } else { return text }
      case .interrupted:
        interruptions += text.isEmpty ? 1 : 0
        text = ""
        // Who presses it again wants to leave.
        if interruptions == 2 { Terminal.error("Ctrl-D or :quit ends the session") }
      case .line(let line):
        text += text.isEmpty ? line : "\n" + line
        if text.allSatisfy(\.isWhitespace) {
          text = ""
        } else if await isWhole(text) {
          await source.remember(text)
          return text
        }
      }
    }
  }

  private func isWhole(_ text: String) async -> Bool {
    if let first = text.first, ":?".contains(first) { return true }
    guard case .incomplete? = await host?.read(text, number: number) else { return true }
    return false
  }

  /// - Returns: False where the session is to end.
  func carryOut(_ text: String) async throws -> Bool {
    guard SecretRedactor.shared.redact(text) == text else {
      fail(
        Failure(
          .usage,
          "this looks like an API key, and was not run; keys belong in a profile (api_key_file,"
            + " api_key_command)"))
      return true
    }
    if text.hasPrefix("?") {
      Terminal.output(TopicHelp(topic: text.dropFirst().trimmingCharacters(in: .whitespaces)).text)
      return true
    }
    guard text.hasPrefix(":") else {
      try await runScript(text)
      return true
    }
    do {
      return try await obey(LineCommand(text.trimmingCharacters(in: .whitespaces)))
    } catch {
      fail(Failure(error))
      return true
    }
  }
}
