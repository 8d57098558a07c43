import CLua
import CLuaShims

// Whole chunks.
extension LuaState {
  /// What is known of the run that is under way.
  struct Run {
    let mainTask: Int
    let waiter: CheckedContinuation<LuaRunResult, Never>
    var main: Result<[LuaValue], LuaError> = .success([])
    var failures: [LuaRunResult.Failure] = []
    var wasInterrupted = false

    mutating func ended(_ strand: Strand, _ outcome: Result<[LuaValue], LuaError>) {
      if strand.id == mainTask {
        main = outcome
      } else if case .failure(let error) = outcome {
        failures.append(LuaRunResult.Failure(path: strand.path, error: error))
      }
    }

    func finish() {
      waiter.resume(
        returning: LuaRunResult(main: main, failures: failures, wasInterrupted: wasInterrupted))
    }
  }

  /// Runs a script and all tasks that it starts; answers when the last one has ended.
  ///
  /// A byte order mark and a first line that begins with "#" are skipped; lines keep their numbers.
  /// When the calling Swift task is cancelled, the run is interrupted.
  ///
  /// - Parameters:
  ///   - source: The text; precompiled chunks are refused.
  ///   - name: The chunk's name in messages, as `onboard.lua`.
  ///   - arguments: What the script gets as `...`.
  /// - Returns: How the main chunk and the tasks ended.
  public func run(
    _ source: [UInt8], name: String, arguments: [LuaValue] = []
  ) async -> LuaRunResult {
    await run { () throws(LuaError) in try begin(source, name: name, arguments) }
  }

  /// Runs what `begin` makes the main task of.
  func run(_ begin: () throws(LuaError) -> Int) async -> LuaRunResult {
    guard run == nil else {
      let error = LuaError(
        kind: .host, message: "this state is running a script; wait until that has ended")
      return LuaRunResult(main: .failure(error), failures: [], wasInterrupted: false)
    }
    if let isOver {
      return LuaRunResult(main: .failure(isOver), failures: [], wasInterrupted: false)
    }
    let id: Int
    do { id = try begin() } catch {
      return LuaRunResult(main: .failure(error), failures: [], wasInterrupted: false)
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        run = Run(mainTask: id, waiter: waiter)
        forgetOrder()
        clua_start_total(host)
        pump()
      }
    } onCancel: {
      interrupt()
    }
  }

  /// Makes the main task.
  private func begin(
    _ source: [UInt8], name: String, _ arguments: [LuaValue]
  ) throws(LuaError) -> Int {
    var state: OpaquePointer?
    var pin: Int32 = 0
    chunks.insert(name)
    let status = clua_load(host, source, source.count, "@\(name)", &state, &pin)
    guard status == LUA_OK, let state else { throw takeCompilerError(chunk: name) }
    return try begin(state, pin, arguments)
  }

  /// Gives the new main task its arguments.
  func begin(
    _ state: OpaquePointer, _ pin: Int32, _ arguments: [LuaValue]
  ) throws(LuaError) -> Int {
    clua_enter(host)
    defer { clua_leave(host) }
    do {
      try checkWeight(of: arguments, "what the script is given", place: nil)
      try StackWriter(state).push(arguments)
    } catch {
      clua_end(host, state, pin)
      throw error
    }
    // One more: the chunk itself is task_main's argument.
    return addTask(state, pin, Int32(arguments.count + 1), label: "main")
  }

  /// Compiles a script without running it.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - name: The chunk's name in messages.
  /// - Throws: `LuaError` of kind `syntax`, with its place.
  public func check(_ source: [UInt8], name: String) throws(LuaError) {
    let status = clua_check(host, source, source.count, "@\(name)")
    if status != LUA_OK { throw takeCompilerError(chunk: name) }
  }

  /// Runs a trusted chunk in the raw globals.
  ///
  /// It must not wait. It gets as `...` a table of task primitives: `spawn(label, fn, ...)` starts a
  /// task below the current one and answers its number (`spawn(label, title, fn, ...)` also says what
  /// an error calls it, where that is not its label); `current()` is the number of the running task;
  /// `park()` waits until another task calls `wake(number, value)` and answers that value; `wake`
  /// answers whether the task was parked; `cancel(number)` raises an error of kind `cancelled` in a
  /// task that waits or has not started, else when it waits next. `lock(table, label, missing)`
  /// answers a table through which scripts can read and call but not change that one; `missing`, if
  /// given, is called with the table and a name that it does not have. `traceback` is a message
  /// handler for `xpcall` that changes nothing, but lets an error that is raised again keep its first
  /// frames and task. `upvalue`, `join` and `metatable` are Lua's own `debug.getupvalue`,
  /// `debug.upvaluejoin` and `debug.getmetatable`. A table that the chunk returns becomes the
  /// environment of scripts, modules and what scripts `load`.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - name: For tracebacks. The chunk's lines are never a script's place.
  /// - Throws: `LuaError` when it cannot be compiled or raises.
  public func prelude(_ source: String, name: String) async throws(LuaError) {
    if let isOver { throw isOver }
    let status = clua_prelude(host, source, source.utf8.count, "=[\(name)]")
    guard status != LUA_OK else { return }
    guard status != LUA_ERRSYNTAX else { throw takeCompilerError(chunk: "[\(name)]") }
    clua_enter(host)
    defer { clua_leave(host) }
    let error = takeError(from: main, at: lua_gettop(main), parts: 1)
    clua_pop(main, 1)
    throw error
  }

  /// Sets a global that preludes see; makes the tables on the way to it.
  ///
  /// - Parameters:
  ///   - path: Names joined by dots, as `sendas.grant`.
  ///   - value: What it is.
  public func define(_ path: String, _ value: LuaValue) {
    clua_enter(host)
    defer { clua_leave(host) }
    let writer = StackWriter(main)
    let names = path.split(separator: ".").map { LuaValue.string(String($0)) }
    let top = lua_gettop(main)
    defer { lua_settop(main, top) }
    clua_push_globals(main)
    // The main stack is all but empty, so only a value of a million levels would not fit.
    do {
      for name in names.dropLast() {
        try writer.push(name)
        guard lua_rawget(main, -2) != LUA_TTABLE else { continue }
        clua_pop(main, 1)
        lua_createtable(main, 0, 0)
        try writer.push(name)
        lua_pushvalue(main, -2)
        lua_rawset(main, -4)
      }
      guard let last = names.last else { return }
      try writer.push(last)
      try writer.push(value)
      lua_rawset(main, -3)
    } catch {
      assertionFailure("\(path): \(error)")
    }
  }

  private func takeCompilerError(chunk: String) -> LuaError {
    clua_enter(host)
    defer { clua_leave(host) }
    var reader = StackReader(main)
    let message = (try? reader.value(at: -1))?.text ?? "the text is not UTF-8"
    clua_pop(main, 1)
    let error = LuaError(compiling: message, chunk: chunk)
    return error.kind == .memory ? limits.memoryError(at: nil) : error
  }
}
