import Glibc
import Lua

/// A state with the functions that the tests' scripts use.
func makeState(
  _ limits: LuaLimits = LuaLimits(), modules: [String: String] = [:],
  extra: [LuaFunction] = []
) async throws -> LuaState {
  let lua = try await LuaState(limits: limits)
  let functions = [
    LuaFunction("echo") { .values($0.arguments) },
    LuaFunction("op", suspends: true) { call in .waiting { call.arguments } },
    LuaFunction("place") { .values([.string($0.place?.description ?? "none")]) },
    LuaFunction("path") { .values([.string($0.taskPath)]) },
    LuaFunction("refuse") { _ in throw LuaError.forbidden },
    LuaFunction("op_refuse", suspends: true) { _ in .waiting { throw LuaError.forbidden } },
    LuaFunction("never", suspends: true) { _ in .later { try await waitForCancel() } },
    LuaFunction("megabytes") { .values([.megabytes($0.arguments)]) },
    LuaFunction("op_megabytes", suspends: true) { call in
      .waiting { [.megabytes(call.arguments)] }
    },
  ]
  for function in functions + extra { await lua.define(function.name, .function(function)) }
  try await lua.prelude(
    "tasks = ... function spawn(...) return tasks.spawn('task', ...) end", name: "test")
  await lua.findModules { name in
    modules[name].map { LuaChunk(source: Array($0.utf8), name: "\(name).lua") }
  }
  return lua
}

extension LuaAnswer {
  /// What the closure comes to, after the calling task has had to wait for it.
  static func waiting(
    _ work: @escaping @Sendable () async throws -> [LuaValue],
    delivered: @escaping @Sendable () -> Void = {}
  ) -> LuaAnswer {
    .later(
      {
        // A yield whose turn comes before it has come to wait goes on where it was.
        let first = thread()
        repeat { await Task.yield() } while thread() == first
        return try await work()
      }, delivered: delivered)
  }

  private static func thread() -> pthread_t { pthread_self() }
}

extension LuaState {
  /// Runs a script that is called `script.lua`.
  func run(_ text: String, _ arguments: LuaValue...) async -> LuaRunResult {
    await run(Array(text.utf8), name: "script.lua", arguments: arguments)
  }

  /// What the script returns.
  func values(_ text: String) async throws -> [LuaValue] {
    try await run(text).main.get()
  }

  /// What the script ends with.
  func error(_ text: String) async -> LuaError? { await run(text).error }
}

extension LuaRunResult {
  /// The main chunk's error.
  var error: LuaError? { if case .failure(let error) = main { error } else { nil } }
}

extension LuaValue {
  static func megabytes(_ arguments: [LuaValue]) -> LuaValue {
    .bytes(Array(repeating: 0x78, count: Int(arguments.first?.integerValue ?? 0) << 20))
  }
}

extension LuaError {
  static let forbidden = LuaError(
    kind: Kind(rawValue: "forbidden"), message: "not yours to grant",
    fields: [.init("status", .integer(403))])
}

/// Answers nothing, until its task is cancelled.
func waitForCancel() async throws -> [LuaValue] {
  let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
  for await _ in stream {}
  withExtendedLifetime(continuation) {}
  throw CancellationError()
}

/// The beginning of a prelude that makes `env`: all of Lua's own library, locked.
let lockedLibrary = """
  local tasks = ...
  local env = {}
  for name, value in next, _G do env[name] = value end
  env._G = env
  for _, name in ipairs{ "string", "table", "math", "utf8", "coroutine", "os", "debug" } do
    env[name] = tasks.lock(_G[name], name)
  end
  """
