import CLua
import CLuaShims

// Calls of Swift functions by scripts. C has entered host mode.
extension LuaState {
  /// A script calls a function.
  ///
  /// - Returns: How many results are on the stack, or CLUA_PARK or CLUA_RAISE.
  func start(_ function: LuaFunction, _ state: OpaquePointer) -> Int32 {
    let place = function.isPlaced ? currentPlace : nil
    do {
      // Before the body: a call that is not to be made was not begun.
      if function.suspends, let cancel = takePendingCancel() { throw cancel }
      var reader = StackReader(state)
      let call = LuaCall(
        arguments: try reader.arguments(of: function), task: running?.id ?? 0,
        taskPath: running?.path ?? "",
        place: place)
      var answer = try function.body(call)
      if case .values(let values) = answer, function.suspends, running != nil, !mayAnswerAtOnce() {
        // The same values, with the other answers.
        let promise = LuaPromise()
        promise.keep(.success(values))
        answer = .promised(promise)
      }
      switch answer {
      case .values(let values): return try push(values, of: function, to: state, place)
      case .later(let work, let delivered):
        let (id, caller) = try nextCall(of: function, delivered)
        let task = Self.begin(work, of: id, inbox)
        if let answer = inbox.answerAtOnce(whereAllowed: mayAnswerAtOnce()) {
          delivered()
          return try push(try answer.get(), of: function, to: state, place)
        }
        park(caller, id, function, call, delivered, .work(task))
      case .promised(let promise, let delivered):
        let (id, caller) = try nextCall(of: function, delivered)
        promise.isAwaited(by: id, inbox)
        park(caller, id, function, call, delivered, .promise(promise))
      }
      return CLUA_PARK
    } catch {
      StackWriter(state).pushAnyhow(
        error as? LuaError ?? describe(error), place: place ?? currentPlace)
      return CLUA_RAISE
    }
  }

  /// Where the script calls.
  private var currentPlace: LuaPlace? {
    var place = clua_place()
    return clua_find_place(host, &place) ? LuaPlace(place) : nil
  }

  private func push(
    _ values: [LuaValue], of function: LuaFunction, to state: OpaquePointer, _ place: LuaPlace?
  ) throws(LuaError) -> Int32 {
    try checkWeight(of: values, "the answer of \(function.name)", place: place)
    try StackWriter(state).push(values)
    return Int32(values.count)
  }

  /// What the answer of a call will be known by, and the task that makes it.
  private func nextCall(
    of function: LuaFunction, _ delivered: @Sendable () -> Void
  ) throws(LuaError) -> (id: ParkedCall.ID, caller: Strand) {
    guard function.suspends, let running else {
      delivered()
      throw LuaError(
        kind: .cannotWait, message: "\(function.name) answers later but was not made to suspend")
    }
    lastOperation += 1
    return (ParkedCall.ID(number: lastOperation, task: running.id), running)
  }

  /// Begins the work of a call.
  ///
  /// At once, because to find a thread for it costs as much as all the rest; it leaves this one where
  /// it first waits. The state is not kept: it may end while a call is out. The closure is small,
  /// because each task that waits holds its frame.
  private static func begin(
    _ work: @escaping @Sendable () async throws -> [LuaValue], of call: ParkedCall.ID,
    _ inbox: Inbox
  ) -> Task<Void, Never> {
    inbox.begin(call)
    return Task.immediateDetached {
      do { inbox.post(call, .success(try await work())) } catch {
        inbox.post(call, .failure(error))
      }
    }
  }

  /// Whether a call whose answer is there before it had to wait goes on with it: a hundred in a row do,
  /// then others have their turn.
  ///
  /// Else a task that asks again and again until another has done something would ask for ever.
  private func mayAnswerAtOnce() -> Bool {
    answeredAtOnce += 1
    if answeredAtOnce < Self.mostAnsweredAtOnce { return true }
    answeredAtOnce = 0
    othersGoFirst = true
    return false
  }

  private static let mostAnsweredAtOnce = 100

  /// The task waits for the answer to its call.
  private func park(
    _ caller: Strand, _ id: ParkedCall.ID, _ function: LuaFunction, _ call: LuaCall,
    _ delivered: @escaping @Sendable () -> Void, _ source: ParkedCall.Source
  ) {
    caller.place = call.place
    caller.suspensions += 1
    answersAwaited += 1
    let weight = limits.held(call.arguments)
    handle.holds(weight)
    caller.begins(
      .answer(
        ParkedCall(
          id: id, name: function.name, weight: weight, delivered: delivered, source: source)))
  }

  /// Nobody waits for the answer to a call any more; it is still to be delivered.
  func abandon(_ call: ParkedCall) {
    answersAwaited -= 1
    abandoned[call.id] = call
    call.cancel()
  }

  /// Lets those go on whose answers have arrived.
  func takeAnswers() {
    for answer in inbox.takeAll() {
      // Before each: a run that is to end goes on with none of the others.
      serveKill()
      serveInterrupt()
      take(answer)
    }
  }

  private func take(_ answer: Inbox.Answer) {
    handle.holds(-answer.weight)
    guard let strand = strands[answer.call.task], case .answer(let call) = strand.wait,
      call.id == answer.call
    else {
      if let call = abandoned.removeValue(forKey: answer.call) { finish(call) }
      return
    }
    activate()
    finish(call)
    answersAwaited -= 1
    let result = answer.result.mapError { $0 as? LuaError ?? describe($0) }
    resume(strand, pushing(result, to: strand, "the answer of \(call.name)"))
  }

  /// Nothing is held for that call any more.
  private func finish(_ call: ParkedCall) {
    handle.holds(-call.weight)
    call.delivered()
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
    strand.ends()
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
