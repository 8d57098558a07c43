import CloseAPI
import Lua
import Runs

/// What library functions work with: the engine, the files they may touch, and those who listen.
struct ScriptContext: Sendable {
  let engine: RunEngine
  let files: FileAccess
  let emit: @Sendable (RunEvent) -> Void
  /// The functions bound to an identity by `sendas.as`, made once per identity.
  let bound = BoundFunctions()
}
