import Lua
import Synchronization

extension ScriptHost {
  /// What `script.arguments` is made of; arguments: the declarations, and what the script is for.
  var readArguments: LuaFunction {
    LuaFunction("script.arguments") { [context] call in
      var declarations: [ArgumentDeclaration] = []
      for (index, value) in (call.arguments.first?.items ?? []).enumerated() {
        declarations.append(try ArgumentDeclaration(value, number: index + 1))
      }
      let arguments = try ScriptArguments(
        declarations, about: call.arguments.last?.text ?? "", script: context.scriptName)
      if let request = context.help {
        request.answer(arguments.help)
        throw LuaError(kind: .cancelled, message: "only the help was asked for")
      }
      let values = try arguments.values(
        of: context.words,
        checkFile: { (path) throws(ScriptError) in try context.files.check(path) })
      return .values([.table(values), .array(declarations.map { .string($0.name) })])
    }
  }
}

/// The wish for a script's help instead of its work.
///
/// A script that is run with one does nothing that reaches beyond it: functions that wait are refused.
public final class HelpRequest: Sendable {
  private let text = Mutex<String?>(nil)

  /// A wish that nobody has fulfilled.
  public init() {}

  /// What the script says of its arguments; nil where it has not declared any.
  public var help: String? { text.withLock { $0 } }

  func answer(_ help: String) { text.withLock { $0 = $0 ?? help } }

  /// A function that says why it does nothing.
  func replacing(_ function: LuaFunction) -> LuaFunction {
    guard function.suspends else { return function }
    let name = function.name
    return LuaFunction(name, suspends: true) { _ in
      throw LuaError(
        kind: .init(rawValue: "refused"),
        message: "\(name) was called before script.arguments{…}, and only the help was asked for")
    }
  }
}
