/// Code that Debian's Lua 5.4.4 compiles wrongly.
struct MiscompilationCheck: ScriptCheck {
  private static let comparisons: Set<LuaSymbol> = [
    .less, .greater, .atMost, .atLeast, .equal, .notEqual,
  ]

  func findings(in script: CheckedScript) -> [Finding] {
    script.outline.upvalueKeys.compactMap { key in
      // Upstream 782ef85b: with an upvalue before the bracket, the key is left in no register.
      guard isComparison(key) else { return nil }
      return script.finding(
        key.position, "miscompiled",
        "Lua 5.4.4 compiles a comparison as a table's key wrongly; put it into a local first",
        severity: .warning)
    }
  }

  private func isComparison(_ key: LuaSyntax.Expression) -> Bool {
    switch key.kind {
    case .parenthesized(let inner): isComparison(inner)
    case .chain(_, let operands):
      operands.last.map { Self.comparisons.contains($0.symbol) } ?? false
    default: false
    }
  }
}
