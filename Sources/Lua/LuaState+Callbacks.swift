import CLua
import CLuaShims

extension clua_callbacks {
  /// What C calls.
  static var swift: clua_callbacks {
    clua_callbacks(
      start: { context, state, function, place in
        let (stack, function) = (Stack(state), LuaFunction.from(function).takeUnretainedValue())
        let place = place.flatMap { LuaPlace($0.pointee) }
        return LuaState.at(context) { $0.start(function, stack.state, place) }
      },
      release: { LuaFunction.from($0).release() },
      name: { function, state in
        StackWriter(Stack(state).state).push(
          LuaFunction.from(function).takeUnretainedValue().name)
      },
      spawned: { context, state, pin, arguments, label, length, title, titleLength, place in
        let stack = Stack(state)
        let label = String(
          decoding: UnsafeRawBufferPointer(start: label, count: length), as: UTF8.self)
        let title = title.map {
          String(decoding: UnsafeRawBufferPointer(start: $0, count: titleLength), as: UTF8.self)
        }
        let place = place.flatMap { LuaPlace($0.pointee) }
        return LuaState.at(context) { lua in
          lua_Integer(lua.spawned(stack.state, pin, arguments, label, title, place))
        }
      },
      origins: { context, state in
        let stack = Stack(state)
        LuaState.at(context) { $0.pushOrigins(stack.state) }
      },
      park: { context, state, place in
        let stack = Stack(state)
        let place = place.flatMap { LuaPlace($0.pointee) }
        return LuaState.at(context) { $0.park(stack.state, place) }
      },
      wake: { context, state, task in
        let stack = Stack(state)
        return LuaState.at(context) { $0.wake(Int(task), with: stack.state) }
      },
      cancel: { context, task in
        LuaState.at(context) { $0.cancel(Int(task)) }
      },
      require: { context, state, canWait in
        let stack = Stack(state)
        return LuaState.at(context) { $0.require(stack.state, canWait: canWait) }
      },
      required: { context, state in
        let stack = Stack(state)
        LuaState.at(context) { $0.required(stack.state) }
      })
  }
}

/// A Lua stack on its way from C into the actor.
// Unchecked: C calls on the state's own thread, from within a call that the actor has made.
private struct Stack: @unchecked Sendable {
  let state: OpaquePointer

  init(_ state: OpaquePointer?) {
    // Not nil: Lua calls with a coroutine.
    self.state = state!
  }
}

extension LuaState {
  /// Does something with the state whose address C has kept.
  ///
  /// Without counting references, which is half of what a short call costs: whoever resumed Lua holds
  /// the state.
  fileprivate static func at<Value: Sendable>(
    _ context: UnsafeMutableRawPointer?, _ body: (isolated LuaState) -> Value
  ) -> Value {
    // Not nil: it is what init has passed.
    Unmanaged<LuaState>.fromOpaque(context!)._withUnsafeGuaranteedRef { state in
      state.assumeIsolated(body)
    }
  }
}

extension LuaFunction {
  /// The function that Lua holds.
  fileprivate static func from(_ function: UnsafeMutableRawPointer?) -> Unmanaged<LuaFunction> {
    // Not nil: it is what StackWriter has pushed.
    Unmanaged.fromOpaque(function!)
  }
}
