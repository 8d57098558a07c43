import CEdit
import Dispatch
import Foundation
import Synchronization

/// Lines from a person at a terminal: edited, completed with Tab, remembered.
///
/// libedit blocks while a line is typed, so it has a queue of its own and is used only there.
// Unchecked: all that can change is touched on the queue only.
final class LineEditor: LineSource, @unchecked Sendable {
  /// What may stand where a word has been begun: how much of it there is, and the words.
  struct Completions: Sendable, Equatable {
    /// Characters before the cursor that each of the words begins with.
    var typed = 0
    /// What may stand there.
    var words: [String] = []
  }

  let isPerson = true
  private let queue = DispatchQueue(label: "sendas.line-editor")
  private let history: LineHistory
  private let complete: @Sendable (String) async -> Completions
  private var editor: OpaquePointer?
  private var memory: OpaquePointer?
  private var prompt = [CChar(0)]
  private var wasInterrupted = false

  /// - Parameters:
  ///   - history: Earlier lines.
  ///   - complete: Completes what stands before the cursor.
  init(_ history: LineHistory, complete: @escaping @Sendable (String) async -> Completions) {
    (self.history, self.complete) = (history, complete)
    queue.sync { open() }
  }

  deinit {
    if let editor { el_end(editor) }
    if let memory { history_end(memory) }
  }

  /// Whether there is a terminal to edit at.
  static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && Terminal.isInteractive }

  func line(_ prompt: String) async -> TypedLine {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.read(prompt)) }
    }
  }

  func answer(_ question: String) async -> TypedLine { await line(question) }

  func remember(_ text: String) async {
    await withCheckedContinuation { continuation in
      queue.async {
        if let memory = self.memory { cedit_remember(memory, text) }
        self.history.add(text)
        continuation.resume()
      }
    }
  }

  // MARK: On the queue

  private func open() {
    // Not retained: the editor ends with this object.
    let context = Unmanaged.passUnretained(self).toOpaque()
    editor = cedit_open("sendas", context) { editor in
      LineEditor.of(editor)?.prompt.withUnsafeMutableBufferPointer { $0.baseAddress }
    }
    guard let editor else { return }
    memory = cedit_history(editor, Int32(LineHistory.most))
    if let memory { for entry in history.entries() { cedit_remember(memory, entry) } }
    history.trim()
    cedit_command_on(editor, "^I", "sendas-complete") { editor, _ in
      LineEditor.of(editor)?.completeWord() ?? UInt8(CC_ERROR)
    }
    cedit_command_on(editor, "^C", "sendas-interrupt") { editor, _ in
      LineEditor.of(editor)?.wasInterrupted = true
      return UInt8(CC_NEWLINE)
    }
    // Ctrl-D in an empty line ends the session, elsewhere it deletes.
    cedit_bind(editor, "^D", "em-delete-or-list")
    // What is left of a Ctrl-D that came before the editor: the terminal has made it a NUL.
    cedit_command_on(editor, "^@", "sendas-early-end") { editor, _ in
      guard let editor, let line = el_line(editor)?.pointee, line.lastchar == line.buffer else {
        return UInt8(CC_ERROR)
      }
      return UInt8(CC_EOF)
    }
    cedit_bind(editor, "^R", "em-inc-search-prev")
    cedit_bind(editor, "^W", "ed-delete-prev-word")
  }

  private static func of(_ editor: OpaquePointer?) -> LineEditor? {
    guard let editor, let context = cedit_context(editor) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
  }

  private func read(_ prompt: String) -> TypedLine {
    guard let editor else { return .end }
    self.prompt = Array(prompt.utf8CString)
    wasInterrupted = false
    var count: Int32 = 0
    cedit_prepare(editor)
    let text = el_gets(editor, &count).map { String(cString: $0) }
    if wasInterrupted {
      Terminal.error("")
      return .interrupted
    }
    guard let text, count > 0 else {
      // The shell's prompt, or ours, begins on a line of its own.
      Terminal.error("")
      return .end
    }
    return .line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  /// Completes the word before the cursor as far as it is clear, and lists what may follow.
  private func completeWord() -> UInt8 {
    guard let editor, let line = el_line(editor)?.pointee, let start = line.buffer,
      let cursor = line.cursor
    else { return UInt8(CC_ERROR) }
    let bytes = UnsafeRawBufferPointer(start: start, count: cursor - start)
    let before = String(decoding: bytes, as: UTF8.self)
    let found = completions(before)
    guard let first = found.words.first else { return UInt8(CC_ERROR) }
    let common = found.words.dropFirst().reduce(first) { String($0.commonPrefix(with: $1)) }
    let rest = String(common.dropFirst(found.typed))
    if !rest.isEmpty {
      guard el_insertstr(editor, rest) == 0 else { return UInt8(CC_ERROR) }
      return UInt8(CC_REFRESH)
    }
    guard found.words.count > 1 else { return UInt8(CC_ERROR) }
    Terminal.error("\n" + Columns(found.words).text(width: Terminal.width))
    return UInt8(CC_REDISPLAY)
  }

  /// The queue waits: nothing is typed meanwhile, and Lua is at rest while a line is edited.
  private func completions(_ before: String) -> Completions {
    let answer = CompletionAnswer()
    let done = DispatchSemaphore(value: 0)
    Task { [complete] in
      let found = await complete(before)
      answer.value.withLock { $0 = found }
      done.signal()
    }
    done.wait()
    return answer.value.withLock { $0 }
  }
}

/// Where one thread leaves an answer for another that waits for it.
private final class CompletionAnswer: Sendable {
  let value = Mutex(LineEditor.Completions())
}
