/// The globals that a script makes itself, in any of the ways there are.
struct DefinedGlobals {
  private(set) var names: Set<String>
  /// Whether it may make others, whose names are computed.
  private(set) var isOpen = false

  init(_ script: CheckedScript) {
    names = Set(script.scopes.globalAssignments.keys)
    for indexing in script.outline.indexings where indexing.role == .assigned {
      guard indexing.base.isEnvironment else { continue }
      add(indexing.field)
    }
    for call in script.outline.calls { add(call, script.meanings) }
  }

  private mutating func add(_ field: String?) {
    if let field { names.insert(field) } else { isOpen = true }
  }

  private mutating func add(_ call: ScriptOutline.Call, _ meanings: MeaningReader) {
    let places = call.arguments.indices.filter {
      meanings.meaning(of: call.arguments[$0]).isEnvironment
    }
    guard !places.isEmpty else { return }
    switch call.callee {
    case .function("rawset"):
      add(call.arguments.count > 1 ? call.arguments[1].constantText : nil)
    case .function("rawget"):
      // Who asks whether a global is there knows that it may not be.
      if call.arguments.count > 1, let name = call.arguments[1].constantText { names.insert(name) }
    case .function: break
    default: isOpen = true
    }
  }
}
