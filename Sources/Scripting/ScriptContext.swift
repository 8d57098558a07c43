import CloseAPI
import Lua
import Runs

/// What library functions work with: the engine, the files they may touch, and those who listen.
///
/// An object, because each call of the library hands it on.
final class ScriptContext: Sendable {
  let engine: RunEngine
  let files: FileAccess
  let emit: @Sendable (RunEvent) -> Void
  /// What `task.sleep` waits on.
  let clock: any Clock<Duration>
  /// What the person called the script.
  let scriptName: String
  /// The words after the script.
  let words: [String]
  /// Where only the script's help is asked for: who takes it.
  let help: HelpRequest?
  /// Where the script comes line by line: what is kept between the lines.
  let lines: ScriptLines?
  /// Where the script is a file of tests: what it finds beside the library.
  let tests: TestLibrary?
  /// The functions bound to an identity by `sendas.as`, made once per identity.
  let bound = BoundFunctions()
  /// Lets batches start more items.
  let room = BatchRoom()

  init(
    engine: RunEngine, files: FileAccess, emit: @escaping @Sendable (RunEvent) -> Void,
    clock: any Clock<Duration>, scriptName: String, words: [String], help: HelpRequest?,
    lines: ScriptLines?, tests: TestLibrary?
  ) {
    (self.engine, self.files, self.emit, self.clock) = (engine, files, emit, clock)
    (self.scriptName, self.words, self.help) = (scriptName, words, help)
    (self.lines, self.tests) = (lines, tests)
  }
}
