/// Which of a script's functions wait for an answer, directly or through functions that they call.
struct Suspensions {
  /// A call after which the caller waits.
  struct Point {
    var position: SourcePosition
    /// The library function that waits in the end.
    var library: String
    /// The script's function that calls it, where the call does not do so itself.
    var through: SourcePosition?
  }

  private let vocabulary: CheckingVocabulary
  private var points: [SourcePosition: [Point]] = [:]

  init(_ script: CheckedScript) {
    vocabulary = script.vocabulary
    // By the function that is called: from where.
    var callers: [SourcePosition: [ScriptOutline.Call]] = [:]
    var waiting: [(function: SourcePosition, library: String)] = []
    for call in script.outline.calls {
      let called = Self.called(by: call, script.meanings)
      if let name = called.functionName, suspends(name) {
        points[call.function, default: []].append(Point(position: call.position, library: name))
        waiting.append((call.function, name))
      } else if let body = called.body {
        callers[body.position, default: []].append(call)
      }
    }
    while let (function, library) = waiting.popLast() {
      // Taken away, so that functions that call each other come to an end.
      for call in callers.removeValue(forKey: function) ?? [] {
        points[call.function, default: []].append(
          Point(position: call.position, library: library, through: function))
        waiting.append((call.function, library))
      }
    }
  }

  /// Whether that function of the library, or of Lua, waits.
  func suspends(_ name: String) -> Bool {
    name == "coroutine.yield" || vocabulary.functions[name]?.suspends ?? false
  }

  /// The calls in a function that wait.
  func points(in body: LuaSyntax.Function) -> [Point] {
    (points[body.position] ?? []).sorted { $0.position < $1.position }
  }

  /// What runs before the call returns, as far as it is certain.
  private static func called(
    by call: ScriptOutline.Call, _ meanings: MeaningReader
  ) -> Meaning {
    guard let name = call.callee.functionName, ["pcall", "xpcall"].contains(name),
      let first = call.arguments.first
    else { return call.callee }
    return meanings.meaning(of: first)
  }
}
