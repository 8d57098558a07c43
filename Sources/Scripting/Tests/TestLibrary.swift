package import Lua
import Synchronization

/// What a file of script tests finds beside the library, and which one of its tests is to run.
///
/// The file is run once to find its tests and once more for each of them, every time in an
/// environment of its own: what stands outside of `it` is thereby done before each test.
package final class TestLibrary: Sendable {
  /// A test as the file declares it.
  package struct Found: Sendable, Equatable {
    /// The words of `describe` and `it`, from the outermost.
    package var name: String
    /// The options of both, those of the innermost first.
    package var options: LuaValue
  }

  private let state = Mutex<(found: [Found], hasRun: Bool)>(([], false))
  private let wanted: Int?
  private let functions: [LuaFunction]

  /// - Parameters:
  ///   - wanted: The number of the test to run, from 1; nil: they are only found.
  ///   - functions: What the table `emulator` holds, by full name.
  package init(wanted: Int? = nil, functions: [LuaFunction] = []) {
    (self.wanted, self.functions) = (wanted, functions)
  }

  /// The tests of the file, in order.
  package var found: [Found] { state.withLock { $0.found } }

  /// Whether the wanted test has come to its end.
  package var hasRun: Bool { state.withLock { $0.hasRun } }

  /// A function of the table `emulator`, whose arguments are checked against the catalogue.
  ///
  /// - Parameters:
  ///   - name: Its full name; the catalogue has an entry of that name.
  ///   - body: What it does, with the arguments by name.
  /// - Returns: The function as Lua calls it.
  package static func function(
    _ name: String, _ body: @escaping @Sendable (NamedArguments) throws -> LuaAnswer
  ) -> LuaFunction {
    guard let entry = LibraryCatalog.testing.first(where: { $0.name == name }) else {
      preconditionFailure("the catalogue of tests has no \(name)")
    }
    let reader = ArgumentReader(function: entry)
    return LuaFunction(name, suspends: entry.suspends) { try body(try reader.read($0.arguments)) }
  }

  /// Puts the functions before the preludes.
  func define(in lua: LuaState) async throws {
    await lua.define("host.test_found", .function(testFound))
    await lua.define("host.test_ended", .function(testEnded))
    await lua.define("emulator", .table([]))
    for function in functions { await lua.define(function.name, .function(function)) }
    try await lua.prelude(TestPrelude.source, name: "test")
  }

  /// Arguments: the test's name and options; answers whether it is to run.
  private var testFound: LuaFunction {
    LuaFunction("it") { [self] call in
      let name = call.arguments.first?.lossyText ?? ""
      let number = state.withLock { state in
        state.found.append(Found(name: name, options: call.arguments.last ?? .nil))
        return state.found.count
      }
      return .values([.bool(number == wanted)])
    }
  }

  private var testEnded: LuaFunction {
    LuaFunction("it") { [self] _ in
      state.withLock { $0.hasRun = true }
      return .values([])
    }
  }
}
