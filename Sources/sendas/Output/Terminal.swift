import CloseAPI
import Foundation
import Synchronization

/// The two streams: data on standard output, words on standard error, one line at a time.
enum Terminal {
  /// Whether standard error is a terminal, so that a line can be drawn over.
  static let isInteractive = isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb"

  /// Whether standard output is read by a person.
  static let isOutputInteractive = isatty(STDOUT_FILENO) == 1

  /// How many characters a line of the terminal holds; 80 where nobody says.
  static var width: Int {
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  private static let pending = Mutex(false)
  private static let failure = Mutex<Int32?>(nil)

  /// Why standard output could not take everything, in words; nil where it did, or where its reader
  /// has gone away.
  static var outputProblem: String? {
    guard let code = failure.withLock({ $0 }), code != EPIPE else { return nil }
    return "standard output cannot be written: \(String(cString: strerror(code)))"
  }

  /// Whether the reader of standard output has gone away.
  static var isOutputClosed: Bool { failure.withLock { $0 } == EPIPE }

  /// Writes a line of data.
  static func output(_ line: String) {
    pending.withLock { pending in
      if pending, isatty(STDOUT_FILENO) == 1 { eraseProgress(&pending) }
      write(line + "\n", to: STDOUT_FILENO)
    }
  }

  /// Writes a line of words.
  static func error(_ line: String) {
    pending.withLock { pending in
      if pending { eraseProgress(&pending) }
      write(line + "\n", to: STDERR_FILENO)
    }
  }

  /// Shows a question, after which the person types.
  static func prompt(_ text: String) {
    pending.withLock { pending in
      if pending { eraseProgress(&pending) }
      write(text, to: STDERR_FILENO)
    }
  }

  /// Shows a line that the next one replaces; terminals only.
  static func progress(_ line: String) {
    pending.withLock { pending in
      pending = true
      write("\r\u{1B}[2K" + line, to: STDERR_FILENO)
    }
  }

  /// Takes the progress line away.
  static func clearProgress() {
    pending.withLock { pending in if pending { eraseProgress(&pending) } }
  }

  private static func eraseProgress(_ pending: inout Bool) {
    pending = false
    write("\r\u{1B}[2K", to: STDERR_FILENO)
  }

  // Whole lines in one call, past the standard library's buffer: nothing is lost when we are killed.
  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(SecretRedactor.shared.redact(text).utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        switch errno {
        case EINTR: continue
        case EAGAIN: waitUntilWritable(descriptor)
        default:
          let code = errno
          if descriptor == STDOUT_FILENO { failure.withLock { $0 = $0 ?? code } }
          return
        }
        continue
      }
      bytes = bytes.dropFirst(written)
    }
  }

  // A pipe that somebody has made non-blocking.
  private static func waitUntilWritable(_ descriptor: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&request, 1, -1)
  }

  private static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }
}
