import Foundation
import Synchronization

/// Asks a person at the terminal.
enum Confirmation {
  /// How often somebody looks whether the task was cancelled while the person thinks, in milliseconds.
  private static let glance: Int32 = 100

  private static let asking = Atomic(false)

  /// Whether a question stands at the terminal now.
  static var isOpen: Bool { asking.load(ordering: .relaxed) }

  /// Whether there is somebody to ask.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Whether the answer is yes; no where nobody can be asked, and where the task is cancelled before
  /// an answer comes.
  static func isGiven(_ question: String) -> Bool {
    guard canAsk else { return false }
    asking.store(true, ordering: .relaxed)
    defer { asking.store(false, ordering: .relaxed) }
    Terminal.prompt(question + " [y/N] ")
    guard let answer = answer() else {
      // The cursor stands behind the question.
      Terminal.error("")
      return false
    }
    return ["y", "yes"].contains(answer.lowercased().trimmingCharacters(in: .whitespaces))
  }

  /// A line that was typed; nil where there was none.
  private static func answer() -> String? {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&request, 1, glance) <= 0 {
      guard !Task.isCancelled else { return nil }
    }
    return readLine()
  }
}
