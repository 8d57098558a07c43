import Foundation

/// The terminal's settings as they were, for a program that changes them or that ends while a line is
/// edited.
struct TerminalSettings {
  private var settings = termios()
  private let isKnown: Bool

  init() { isKnown = tcgetattr(STDIN_FILENO, &settings) == 0 }

  func restore() {
    var settings = settings
    if isKnown { tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) }
  }

  /// Lets the terminal show nothing of what is typed; whether that is so now.
  func silence() -> Bool {
    guard isKnown else { return false }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO | ECHONL)
    // A stopped program would leave its silence to the shell.
    withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VSUSP)] = 0 }
    // What was typed before the question was no answer to it.
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0
  }
}
