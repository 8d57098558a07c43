import CLua
import CLuaShims

// Calls of Swift functions by scripts. C has entered host mode.
extension LuaState {
  /// A script calls a function.
  ///
  /// - Returns: How many results are on the stack, or CLUA_PARK or CLUA_RAISE.
  func start(_ function: LuaFunction, _ state: OpaquePointer, _ place: LuaPlace?) -> Int32 {
    do {
      // Before the body: a call that is not to be made was not begun.
      if function.suspends, let cancel = takePendingCancel() { throw cancel }
      var reader = StackReader(state)
      let call = LuaCall(
        arguments: try reader.arguments(), task: running?.id ?? 0, taskPath: running?.path ?? "",
        place: place)
      switch try function.body(call) {
      case .values(let values):
        try checkWeight(of: values, "the answer of \(function.name)", place: place)
        try StackWriter(state).push(values)
        return Int32(values.count)
      case .later(let work, let delivered):
        guard function.suspends, let running else {
          delivered()
          throw LuaError(
            kind: .cannotWait, message: "\(function.name) answers later but was not made to suspend"
          )
        }
        running.place = place
        park(running, function.name, work, delivered)
        return CLUA_PARK
      }
    } catch {
      StackWriter(state).pushAnyhow(error as? LuaError ?? describe(error), place: place)
      return CLUA_RAISE
    }
  }

  private func park(
    _ strand: Strand, _ name: String, _ work: @escaping @Sendable () async throws -> [LuaValue],
    _ delivered: @escaping @Sendable () -> Void
  ) {
    lastOperation += 1
    let number = lastOperation
    strand.begins(.answer(number, of: name))
    strand.suspensions += 1
    answersAwaited += 1
    operations[number] = ParkedCall(task: strand.id, delivered: delivered)
    // Detached: `Task {}` would begin on the Lua thread. Weak: a call that outlives its run
    // does not keep the state.
    operations[number]?.work = Task.detached { [weak self, describe] in
      let answer: Result<[LuaValue], LuaError>
      do { answer = .success(try await work()) } catch {
        answer = .failure(error as? LuaError ?? describe(error))
      }
      await self?.complete(number, answer)
    }
  }

  private func complete(_ number: Int, _ answer: Result<[LuaValue], LuaError>) {
    guard let call = operations.removeValue(forKey: number) else { return }
    guard let strand = strands[call.task], case .answer(number, let name) = strand.wait else {
      call.delivered()  // the task was told to stop meanwhile
      return
    }
    activate()
    call.delivered()
    answersAwaited -= 1
    resume(strand, pushing(answer, to: strand, "the answer of \(name)"))
    pump()
  }

  /// Refuses what would fill the script's memory at once, before it is converted.
  func checkWeight(
    of values: [LuaValue], _ subject: @autoclosure () -> String, place: LuaPlace?
  ) throws(LuaError) {
    guard values.weight(upTo: limits.value) > limits.value else { return }
    throw limits.tooLarge(subject(), place: place)
  }

  /// Puts true and values, or false and an error, onto a waiting task's stack.
  ///
  /// - Returns: How many it has pushed.
  func pushing(
    _ answer: Result<[LuaValue], LuaError>, to strand: Strand,
    _ subject: @autoclosure () -> String = ""
  ) -> Int32 {
    clua_enter(host)
    defer { clua_leave(host) }
    let writer = StackWriter(strand.state), state = strand.state
    strand.wait = .nothing
    lua_checkstack(state, 2)
    do throws(LuaError) {
      let values = try answer.get()
      try checkWeight(of: values, subject(), place: strand.place)
      lua_pushboolean(state, 1)
      do throws(LuaError) { try writer.push(values) } catch {
        clua_pop(state, 1)
        throw error
      }
      return Int32(values.count + 1)
    } catch {
      lua_pushboolean(state, 0)
      writer.pushAnyhow(error, place: strand.place)
      return 2
    }
  }
}
