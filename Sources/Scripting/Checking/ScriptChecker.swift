/// Finds what is wrong in a script without running it.
package struct ScriptChecker: Sendable {
  private let vocabulary: CheckingVocabulary

  private static let checks: [any ScriptCheck] = [
    JumpCheck(), ConstantCheck(), UndefinedGlobalCheck(), UnknownFieldCheck(),
    RemovedNameCheck(), LibraryAssignmentCheck(), ArgumentNameCheck(), ArgumentCountCheck(),
    ArgumentTypeCheck(), SuspensionCheck(), ForbiddenWordCheck(), MiscompilationCheck(),
  ]

  /// Makes a checker.
  ///
  /// - Parameter vocabulary: The library that the script will see.
  package init(vocabulary: CheckingVocabulary) {
    self.vocabulary = vocabulary
  }

  /// What is wrong, in the order of the text; of what is not Lua, only the first thing.
  ///
  /// - Parameters:
  ///   - source: The script's bytes.
  ///   - path: What to call it in the findings.
  ///   - module: Gives the text of a module that the script requires, whose globals the script can
  ///     then use; nil where it is not known.
  /// - Returns: Nothing where nothing is wrong.
  package func findings(
    in source: [UInt8], path: String, module: (String) -> [UInt8]? = { _ in nil }
  ) -> [Finding] {
    do {
      let syntax = try LuaParser.script(source)
      var script = CheckedScript(
        path: path, source: source, syntax: syntax, vocabulary: vocabulary)
      script.globalsOfModules = globals(ofModulesIn: script, module)
      return Self.checks.flatMap { $0.findings(in: script) }
        .sorted { ($0.position, $0.code) < ($1.position, $1.code) }
    } catch {
      return [
        Finding(
          path: path, position: error.position, severity: .error, code: "syntax",
          message: error.message)
      ]
    }
  }

  private func globals(
    ofModulesIn script: CheckedScript, _ module: (String) -> [UInt8]?
  ) -> Set<String> {
    var globals: Set<String> = [], seen: Set<String> = []
    var waiting = [script]
    while let next = waiting.popLast() {
      for call in next.outline.calls where call.callee.functionName == "require" {
        guard let name = call.arguments.first?.constantText, seen.insert(name).inserted,
          let source = module(name), let syntax = try? LuaParser.script(source)
        else { continue }
        let required = CheckedScript(
          path: name, source: source, syntax: syntax, vocabulary: vocabulary)
        globals.formUnion(DefinedGlobals(required).names)
        waiting.append(required)
      }
    }
    return globals
  }
}
