import CloseAPI
public import Lua
public import Runs
import Synchronization

/// Runs one script: a fresh Lua state with the library of ``LibraryCatalog`` over a run's engine.
public struct ScriptHost: Sendable {
  let context: ScriptContext
  private let state: LuaState

  /// Makes the environment that a script sees.
  ///
  /// - Parameters:
  ///   - engine: The run that carries out what the script asks for.
  ///   - files: The files that the script may touch.
  ///   - arguments: The words after the script.
  ///   - limits: How much memory and time it may use.
  ///   - emit: Told what the script prints and logs.
  /// - Throws: `LuaError` if there is no memory for a Lua state.
  public init(
    engine: RunEngine, files: FileAccess, arguments: [String] = [], limits: LuaLimits = LuaLimits(),
    emit: @escaping @Sendable (RunEvent) -> Void
  ) async throws {
    context = ScriptContext(engine: engine, files: files, emit: emit)
    state = try await LuaState(limits: limits, describe: LuaError.describing)
    try await defineLibrary(arguments)
    let stillness = engine.stillness
    await state.onActivity { activity in
      switch activity {
      case .running: stillness.moves()
      case .parked: stillness.rests()
      }
    }
  }

  /// Runs the script to its end.
  public func run(_ script: Script) async -> ScriptReport {
    let result = await state.run(
      script.source, name: script.name, arguments: script.arguments.map(LuaValue.string))
    let error: LuaError? = if case .failure(let error) = result.main { error } else { nil }
    // A task that was stopped by force explains whatever went wrong around it.
    let forced = result.failures.first { [.killed, .memory].contains($0.error.kind) }
    return ScriptReport(
      error: forced?.error ?? error ?? result.failures.first?.error,
      wasInterrupted: result.wasInterrupted)
  }

  /// Tells the script to end: what waits is withdrawn, what has left is awaited.
  ///
  /// May be called from any thread.
  public func interrupt() { state.interrupt() }

  private func defineLibrary(_ arguments: [String]) async throws {
    for function in LibraryCatalog.functions {
      guard case .swift = function.body else { continue }
      await state.define(function.name, .function(function.bound(to: nil, in: context)))
    }
    await state.define("json.null", .null)
    await state.define("script.args", .array(arguments.map(LuaValue.string)))
    for (name, function) in hostFunctions {
      await state.define("host.\(name)", .function(function))
    }
    try await state.prelude(CSVPrelude.source, name: "csv")
    try await state.prelude(BatchPrelude.source, name: "batch")
    try await state.prelude(SandboxPrelude.source, name: "sandbox")
  }
}
