import CLua
import CLuaShims
import Synchronization

// The task primitives, and telling tasks to stop. Where C calls, it has entered host mode.
extension LuaState {
  /// A task has started another.
  func spawned(
    _ state: OpaquePointer, _ pin: Int32, _ arguments: Int32, _ birth: clua_birth
  ) -> Int {
    addTask(
      state, pin, arguments, label: String(birth.label) ?? "", title: TaskTitle(birth),
      spawnedAt: LuaPlace(birth.place))
  }

  /// A task is ready to start, of the running one if there is one; answers its number.
  @discardableResult func addTask(
    _ state: OpaquePointer, _ pin: Int32, _ arguments: Int32, label: String,
    title: TaskTitle? = nil, spawnedAt place: LuaPlace? = nil
  ) -> Int {
    lastTask += 1
    let strand = Strand(
      id: lastTask, parent: running, label: label, title: title, spawnedAt: place, state: state,
      pin: pin)
    strands[strand.id] = strand
    ready.append(strand, arguments)
    return strand.id
  }

  /// Pushes where the running task comes from: title, source or false, line; of it and its parents.
  func pushOrigins(_ state: OpaquePointer) {
    let origins: [LuaValue] = (running?.origins ?? []).flatMap { origin in
      [
        .string(origin.title), origin.spawnedAt.map { .string($0.source) } ?? .bool(false),
        .integer(Int64(origin.spawnedAt?.line ?? 0)),
      ]
    }
    do { try StackWriter(state).push(.array(origins)) } catch { lua_pushnil(state) }
  }

  /// The running task waits until another wakes it.
  func park(_ state: OpaquePointer, _ place: LuaPlace?) -> Int32 {
    // Not nil: C has found that the caller can yield, and only tasks can.
    let strand = running!
    if let cancel = takePendingCancel() {
      StackWriter(state).pushAnyhow(cancel, place: nil)
      return CLUA_RAISE
    }
    strand.begins(.wake)
    strand.place = place
    return CLUA_PARK
  }

  /// Makes a parked task ready, with the value at index 2 of the caller's stack.
  ///
  /// - Returns: False when it is not parked any more.
  func wake(_ task: Int, with state: OpaquePointer) -> Bool {
    guard let strand = strands[task], strand.isParked else { return false }
    strand.ends()
    lua_checkstack(strand.state, 2)
    lua_pushboolean(strand.state, 1)
    lua_pushvalue(state, 2)
    lua_xmove(state, strand.state, 1)
    ready.append(strand, 2)
    return true
  }

  /// Lets tasks go on that wait for another to wake them; those that do not are left alone.
  ///
  /// - Parameter tasks: Their numbers (``LuaCall/task``).
  public func wake(_ tasks: [Int]) {
    for strand in tasks.compactMap({ strands[$0] }) where strand.isParked {
      rouse(strand, .success([.nil]))
    }
    pump()
  }

  /// Tells a task to stop: now if it waits, else when it waits next.
  func cancel(_ task: Int) {
    guard let strand = strands[task] else { return }
    stop(strand, .cancel, atOnce: !strand.hasStarted)
  }

  /// Raises an error in a task, once in its life.
  ///
  /// A task that does not wait gets it when it waits next; with `atOnce`, as soon as the script's
  /// own code runs.
  private func stop(_ strand: Strand, _ reason: Strand.Stop, atOnce: Bool) {
    guard !strand.isCancelled else { return }
    strand.isCancelled = true
    switch strand.wait {
    case .nothing:
      strand.pendingStop = reason
      strand.cancelsAtOnce = atOnce
      return
    case .answer(let call): abandon(call)
    case .module: modules.stopWaiting(strand.id)
    case .wake: break
    }
    rouse(strand, .failure(LuaError(reason)))
  }

  /// Makes a waiting task ready.
  func rouse(_ strand: Strand, _ answer: Result<[LuaValue], LuaError>) {
    ready.append(strand, pushing(answer, to: strand))
  }

  /// The error that the running task is to get instead of waiting.
  func takePendingCancel() -> LuaError? {
    guard let strand = running, let reason = strand.pendingStop else { return nil }
    strand.pendingStop = nil
    // An interrupt may have reached it in this very run.
    guard !clua_is_cancelled(host) else { return nil }
    clua_set_cancelled(host)
    return LuaError(reason)
  }

  /// Tells all tasks of the run to stop.
  ///
  /// Each gets one error of kind `cancelled`, which it may catch to clean up; cleaning up may call
  /// functions and wait.
  ///
  /// May be called from any thread at any time; without a run it does nothing.
  public nonisolated func interrupt() {
    let isFirst = !handle.interrupt.exchange(true, ordering: .sequentiallyConsistent)
    if let host = handle.host { _ = clua_request(host, CLUA_CANCEL) }  // what is running now
    // What waits. One that has not been served yet is on its way: a storm of them is one job.
    if isFirst { Task { await self.pump() } }
  }

  /// Carries out an interrupt, if there was one since the last time.
  func serveInterrupt() {
    guard handle.interrupt.exchange(false, ordering: .sequentiallyConsistent), run != nil else {
      return
    }
    run?.wasInterrupted = true
    for strand in strands.values.sorted(by: { $0.id < $1.id }) {
      stop(strand, .interrupt, atOnce: true)
    }
  }

  /// Raises an error in tasks that wait for each other and will for ever.
  ///
  /// - Returns: Whether there were any, and some of them can go on now.
  func rouseStranded() -> Bool {
    guard answersAwaited == 0, !strands.isEmpty else { return false }
    // A task that Lua has stopped could not tell those who wait for it.
    let stopped = run?.failures.first { [.killed, .memory].contains($0.error.kind) }?.error
    let error =
      stopped
      ?? LuaError(
        kind: .script, message: "this task waits for other tasks, but none is left to wake it")
    for strand in strands.values.sorted(by: { $0.id < $1.id }) {
      if strand.isStranded {
        // It has been told and waits again, so it would for ever.
        end(strand, .failure(error))
      } else {
        strand.isStranded = true
        modules.stopWaiting(strand.id)
        rouse(strand, .failure(error))
      }
    }
    return !ready.isEmpty
  }
}
