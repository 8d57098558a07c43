import CLua
import CLuaShims

extension clua_callbacks {
  /// What C calls.
  static var swift: clua_callbacks {
    clua_callbacks(
      start: { context, state, function in
        LuaState.from(context)._withUnsafeGuaranteedRef { lua in
          lua.assertIsolated()
          return BareEntries.shared.start(
            lua, LuaFunction.from(function).takeUnretainedValue(), Stack(state).state)
        }
      },
      release: { LuaFunction.from($0).release() },
      name: { function, state in
        StackWriter(Stack(state).state).push(
          LuaFunction.from(function).takeUnretainedValue().name)
      },
      spawned: { context, state, pin, arguments, birth in
        LuaState.from(context)._withUnsafeGuaranteedRef { lua in
          lua.assertIsolated()
          // Not nil: C has put it together.
          return BareEntries.shared.spawned(lua, Stack(state).state, pin, arguments, birth!)
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
  fileprivate static func at<Value: Sendable>(
    _ context: UnsafeMutableRawPointer?, _ body: (isolated LuaState) -> Value
  ) -> Value {
    from(context)._withUnsafeGuaranteedRef { $0.assumeIsolated(body) }
  }

  /// The state whose address C has kept.
  ///
  /// Its references need not be counted, which is half of what a short call costs: whoever resumed Lua
  /// holds it.
  fileprivate static func from(_ context: UnsafeMutableRawPointer?) -> Unmanaged<LuaState> {
    // Not nil: it is what init has passed.
    Unmanaged.fromOpaque(context!)
  }
}

/// What a script calls most often, of the state.
private struct Entries {
  let start: @Sendable (isolated LuaState, LuaFunction, OpaquePointer) -> Int32
  let spawned:
    @Sendable (
      isolated LuaState, OpaquePointer, Int32, Int32, UnsafePointer<clua_birth>
    ) -> lua_Integer
}

/// The same, of a state on whose thread one is.
///
/// `assumeIsolated` takes a closure and makes two objects for it with each call; these take arguments.
private struct BareEntries {
  let start: @Sendable (LuaState, LuaFunction, OpaquePointer) -> Int32
  let spawned:
    @Sendable (LuaState, OpaquePointer, Int32, Int32, UnsafePointer<clua_birth>) -> lua_Integer

  // Only the isolation is left out, which is no part of how a function is called: the standard library
  // does the same in `assumeIsolated`. That it holds is asserted with each call.
  static let shared = unsafeBitCast(
    Entries(
      start: { $0.start($1, $2) },
      spawned: { lua_Integer($0.spawned($1, $2, $3, $4.pointee)) }),
    to: BareEntries.self)
}

extension LuaFunction {
  /// The function that Lua holds.
  fileprivate static func from(_ function: UnsafeMutableRawPointer?) -> Unmanaged<LuaFunction> {
    // Not nil: it is what StackWriter has pushed.
    Unmanaged.fromOpaque(function!)
  }
}
