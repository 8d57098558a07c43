import CLua
import CLuaShims

// Who runs when.
extension LuaState {
  /// How many tasks go on in a row before what else is asked of the state gets its turn.
  ///
  /// Without it, two tasks that wake each other would keep everybody else waiting.
  private static let turn = 100

  /// How many tasks run before answers that have arrived get their turn: where many ask for the same,
  /// those that have not run yet find it then, and do not wait for it.
  ///
  /// Not after each, so that a script which starts a few tasks and waits finds that they have started.
  private static let runsBetweenAnswers = 16

  /// Runs what can run.
  func pump() {
    inbox.attend()
    var count = 0
    while true {
      if count.isMultiple(of: Self.runsBetweenAnswers), !othersGoFirst { takeAnswers() }
      othersGoFirst = false
      serveKill()
      serveInterrupt()
      guard let entry = ready.removeFirst() else {
        if rouseStranded() { continue }
        rest()
        if !inbox.leave() { continueLater() }
        return
      }
      resume(entry.strand, entry.arguments)
      count += 1
      if count == Self.turn, !ready.isEmpty {
        continueLater()
        return
      }
    }
  }

  /// Runs on after what else is asked of the state: a task may ask again and again.
  private func continueLater() {
    guard !isContinuing else { return }
    isContinuing = true
    thread.perform {
      self.assumeIsolated { state in
        state.isContinuing = false
        state.pump()
      }
    }
  }

  func activate() {
    guard !isActive else { return }
    isActive = true
    activityHandler?(.running)
  }

  /// Nothing can run any more.
  private func rest() {
    if isActive {
      isActive = false
      activityHandler?(.parked)
    }
    guard strands.isEmpty, let run else { return }
    self.run = nil
    run.finish()
  }

  /// One burst of a task: until it waits or ends.
  func resume(_ strand: Strand, _ arguments: Int32) {
    activate()
    let burst = clua_burst(
      task: lua_Integer(strand.id), arguments: arguments,
      cancellable: !strand.isCancelled || strand.cancelsAtOnce, cancel_now: strand.cancelsAtOnce,
      is_interrupt: strand.pendingStop == .interrupt)
    strand.cancelsAtOnce = false
    strand.hasStarted = true
    strand.isRunning = true
    running = strand
    let outcome = clua_resume(host, strand.state, burst)
    running = nil
    strand.isRunning = false
    if outcome.cancelled {
      strand.isCancelled = true
      strand.pendingStop = nil
    }
    if outcome.status == LUA_YIELD {
      clua_pop(strand.state, outcome.results)
    } else {
      end(strand, result(of: outcome, in: strand.state))
    }
    if outcome.killed == CLUA_KILL_MEMORY {
      // What Lua was doing when it ran out is not trusted any more, and the others hold as much.
      let error = error(ofKill: outcome)
      isOver = error
      endAll(error)
    }
  }

  private func result(
    of outcome: clua_run, in state: OpaquePointer
  ) -> Result<[LuaValue], LuaError> {
    clua_enter(host)
    defer { clua_leave(host) }
    let first = lua_gettop(state) - outcome.results + 1
    var failure: LuaError?
    if outcome.status != LUA_OK {
      // One bare error, from outside the task's own protection.
      failure = takeError(from: state, at: lua_gettop(state), parts: 1)
    } else if lua_toboolean(state, first) == 0 {
      failure = takeError(from: state, at: first + 1, parts: outcome.results - 1)
    }
    if outcome.killed != 0 {
      // What a kill has made of an error on its way is not what happened, nor is a result.
      var error = error(ofKill: outcome)
      error.traceback = failure?.traceback
      error.frames = failure?.frames ?? []
      return .failure(error)
    }
    if let failure { return .failure(failure) }
    var values: [LuaValue] = []
    for index in (first..<(first + outcome.results)).dropFirst() {
      var reader = StackReader(state)
      values.append((try? reader.value(at: index)) ?? .nil)
      lua_settop(state, first + outcome.results - 1)
    }
    return .success(values)
  }

  func end(_ strand: Strand, _ outcome: Result<[LuaValue], LuaError>) {
    let outcome = outcome.mapError { error in
      var error = error
      if error.tasks.isEmpty { error.tasks = strand.origins }
      if error.frames.isEmpty, let place = error.place {
        error.frames = [.init(.script, place: place)]
      }
      return error
    }
    strands[strand.id] = nil
    clua_end(host, strand.state, strand.pin)
    for task in modules.abandon(strand.id) { wakeForModule(task) }
    run?.ended(strand, outcome)
  }

  /// Reads an uncaught error: the value and, as far as C knew them, traceback, source, line, text.
  func takeError(from state: OpaquePointer, at index: Int32, parts: Int32) -> LuaError {
    var reader = StackReader(state, substitute: .string("a value that cannot leave the script"))
    let top = lua_gettop(state)
    // A table that contains itself, or the like.
    let value = (try? reader.value(at: index)) ?? .table([])
    lua_settop(state, top)
    var error = LuaError(value: value)
    if parts == CLUA_ERROR_PARTS {
      var reader = StackReader(state)
      let known = (1..<CLUA_ERROR_PARTS).map { (try? reader.value(at: index + $0)) ?? .nil }
      error.traceback = known[0].text ?? error.traceback
      error.take(trace: known[4])
      error.place = error.place ?? error.frames.first { $0.isScript }?.place
      if let source = known[1].text, let line = known[2].integerValue {
        error.place = error.place ?? LuaPlace(source: source, line: Int(line))
      }
      error.message = known[3].text ?? error.message
    }
    if case .string = value, let (place, rest) = LuaPlace.split(error.message, chunks: chunks) {
      (error.place, error.message) = (place, rest)
      // Raised again by the script, with its line.
      if rest == LuaError.outOfMemory.message { error.kind = .memory }
    }
    return error
  }
}
