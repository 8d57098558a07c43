import CloseAPI
public import Lua
public import Runs
import Synchronization

/// Runs one script: a fresh Lua state with the library of ``LibraryCatalog`` over a run's engine.
public struct ScriptHost: Sendable {
  let context: ScriptContext
  let state: LuaState

  /// Makes the environment that a script sees.
  ///
  /// - Parameters:
  ///   - engine: The run that carries out what the script asks for.
  ///   - files: The files that the script may touch.
  ///   - modules: Where `require` looks.
  ///   - scriptName: What the person called the script, for the usage line.
  ///   - arguments: The words after the script.
  ///   - help: Set where only the script's help is asked for; it then does nothing else.
  ///   - lines: Set where the script comes line by line, as to ``evaluate(_:number:)``.
  ///   - limits: How much memory and time it may use.
  ///   - clock: What `task.sleep` waits on.
  ///   - emit: Told what the script prints and logs.
  /// - Throws: `LuaError` if there is no memory for a Lua state.
  public init(
    engine: RunEngine, files: FileAccess, modules: ModuleFolders = ModuleFolders(),
    scriptName: String = "SCRIPT", arguments: [String] = [], help: HelpRequest? = nil,
    lines: ScriptLines? = nil, limits: LuaLimits = LuaLimits(),
    clock: any Clock<Duration> = ContinuousClock(), emit: @escaping @Sendable (RunEvent) -> Void
  ) async throws {
    try await self.init(
      ScriptContext(
        engine: engine, files: files, emit: emit, clock: clock, scriptName: scriptName,
        words: arguments, help: help, lines: lines, tests: nil), modules, limits)
  }

  /// Makes the environment that a file of script tests sees: the library, and what tests have beside it.
  ///
  /// - Throws: `LuaError` if there is no memory for a Lua state.
  package init(
    testing tests: TestLibrary, engine: RunEngine, files: FileAccess, modules: ModuleFolders,
    scriptName: String, emit: @escaping @Sendable (RunEvent) -> Void
  ) async throws {
    try await self.init(
      ScriptContext(
        engine: engine, files: files, emit: emit, clock: ContinuousClock(),
        scriptName: scriptName, words: [], help: nil, lines: nil, tests: tests), modules,
      LuaLimits())
  }

  private init(
    _ context: ScriptContext, _ modules: ModuleFolders, _ limits: LuaLimits
  ) async throws {
    self.context = context
    state = try await LuaState(limits: limits, describe: LuaError.describing)
    try await defineLibrary()
    await state.findModules { [engine = context.engine] name in
      let chunk = try modules.find(name)
      engine.loaded(module: chunk.name, source: chunk.source)
      return chunk
    }
    let stillness = context.engine.stillness
    context.room.serve(state, stillness)
    await context.engine.beforeGatheredLeave { [room = context.room] in room.give() }
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
    return ScriptReport(error: result.reason, wasInterrupted: result.wasInterrupted)
  }

  /// Tells the script to end: what waits is withdrawn, what has left is awaited.
  ///
  /// It may clean up, and may make calls for that.
  /// May be called from any thread.
  public func interrupt() { state.interrupt() }

  /// Ends the script whatever it does; what has left is awaited all the same.
  ///
  /// May be called from any thread.
  ///
  /// - Parameter message: What its errors say.
  public func kill(_ message: String) { state.kill(message) }

  /// The tasks that have not ended, as they are now.
  public var tasks: [LuaTask] {
    get async { await state.tasks }
  }

  private func defineLibrary() async throws {
    for function in LibraryCatalog.functions {
      guard case .swift = function.body else { continue }
      await state.define(function.name, offered(function.bound(to: nil, in: context)))
    }
    await state.define("json.null", .null)
    await state.define("script.args", .array(context.words.map(LuaValue.string)))
    for (name, function) in hostFunctions {
      await state.define("host.\(name)", offered(function))
    }
    try await state.prelude(CSVPrelude.source, name: "csv")
    try await state.prelude(TaskPrelude.source, name: "task")
    try await state.prelude(BatchPrelude.source, name: "batch")
    try await state.prelude(PhasePrelude.source, name: "phase")
    if context.engine.isPlan { try await state.prelude(PlanPrelude.source, name: "plan") }
    try await state.prelude(ArgumentsPrelude.source, name: "script")
    try await context.tests?.define(in: state)
    if let lines = context.lines {
      await state.define("host.fields_are", .function(lines.fieldsAre))
      try await state.prelude(LinePrelude.source, name: "lines")
    }
    try await state.prelude(SandboxPrelude.source, name: "sandbox")
  }

  /// What is kept between the lines of a script that comes line by line.
  var lines: ScriptLines? { context.lines }

  private func offered(_ function: LuaFunction) -> LuaValue {
    .function(context.help?.replacing(function) ?? function)
  }
}

extension LuaRunResult {
  /// The error that explains the others, if there was any.
  var reason: LuaError? {
    let own: [LuaError] = if case .failure(let error) = main { [error] } else { [] }
    let all = own + failures.map(\.error)
    // A task that was stopped by force explains whatever went wrong around it; one that was told to
    // stop was told because of another.
    return all.first { [.killed, .memory].contains($0.kind) }
      ?? all.first { $0.kind != .cancelled } ?? all.first
  }
}
