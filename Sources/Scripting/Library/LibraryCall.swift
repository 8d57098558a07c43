import CloseAPI
import Lua
import Runs

/// One call of a library function: who calls, with what, and where the answer comes from.
struct LibraryCall: Sendable {
  /// The full name of the function, as `sendas.grant`.
  let function: String
  /// The host that the script runs in.
  let context: ScriptContext
  /// The identity that the function is bound to by `sendas.as`; nil: the run's own.
  let bound: Identity?
  /// The arguments by parameter name, checked.
  let arguments: NamedArguments
  /// The call as Lua made it.
  let lua: LuaCall

  var engine: RunEngine { context.engine }

  /// Who acts.
  func identity() async throws -> Identity {
    if let bound { return bound }
    if let acting = context.lines?.actor { return acting }
    return try await engine.identity()
  }

  /// An answer that comes later.
  ///
  /// The task counts as moving until it has the answer.
  func later(_ body: @escaping @Sendable () async throws -> [LuaValue]) -> LuaAnswer {
    let call = MovingCall(engine.stillness)
    return .later(
      {
        defer { call.answered() }
        return try await body()
      }, delivered: { call.delivered() })
  }

  /// Carries an operation out as the one who acts.
  func perform(
    _ kind: Operation.Kind, as identity: Identity
  ) async throws -> Outcome {
    try await context.lines?.gate.pass(kind, as: identity)
    return try await engine.perform(operation(kind, as: identity))
  }

  /// Carries a change out, and answers at once where nobody has to be waited for: nearly each row of a
  /// batch that is resumed comes here, and a Swift task costs more than the answer.
  ///
  /// - Parameters:
  ///   - known: What is to be done in somebody's name; nil where somebody has to be asked what is meant.
  ///   - kind: The same; asks.
  ///   - answer: What the script gets.
  /// - Returns: The answer, or what it waits for.
  /// - Throws: What `known` throws.
  func change(
    known: (Identity) throws -> Operation.Kind?,
    asking kind: @escaping @Sendable (Identity) async throws -> Operation.Kind,
    answer: @escaping @Sendable (Outcome) -> [LuaValue]
  ) throws -> LuaAnswer {
    // What is typed passes a gate first.
    if context.lines == nil, let identity = bound ?? engine.knownIdentity(),
      let kind = try known(identity)
    {
      switch engine.begin(operation(kind, as: identity)) {
      case .ended(let outcome): return .values(answer(outcome))
      case .waits(let begun): return later { answer(try await engine.perform(begun)) }
      }
    }
    return later {
      let identity = try await identity()
      return answer(try await perform(try await kind(identity), as: identity))
    }
  }

  private func operation(_ kind: Operation.Kind, as identity: Identity) -> Operation {
    Operation(kind, as: identity, task: lua.taskPath, place: lua.place?.description)
  }

  /// The text argument of that name.
  func text(_ name: String) -> String? { arguments[name]?.text }

  /// The list of texts of that name.
  func texts(_ name: String) -> [String] {
    guard case .array(let items)? = arguments[name] else { return [] }
    return items.compactMap(\.text)
  }

  /// The truth value of that name, an argument or one of the `options`; left out, it is false.
  ///
  /// - Throws: `LuaError` of kind `bad_argument` where it is neither true nor false.
  func flag(_ name: String) throws(LuaError) -> Bool {
    switch arguments[name] ?? arguments["options"]?[name] ?? .nil {
    case .nil: return false
    case .bool(let isSet): return isSet
    default:
      throw LuaError(
        kind: .badArgument, message: "\(function) takes true or false as '\(name)'")
    }
  }

  /// The user that the argument names: an id as it is, an email by the organization's listing.
  func user(_ name: String, for identity: Identity) async throws -> UserID? {
    guard let word = text(name) else { return nil }
    return try await engine.userID(word, for: identity)
  }
}
