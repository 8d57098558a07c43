/// Metamethods that scripts may not even name: a chunk with one of these words is not loaded, because
/// what `setmetatable` sees could be assigned later.
struct ForbiddenWordCheck: ScriptCheck {
  private static let reasons = [
    "__gc": "__gc is not available: a finalizer cannot be stopped; use <close>",
    "__concat": "__concat is not available: it crashes this version of Lua; use a function or"
      + " __tostring",
  ]

  func findings(in script: CheckedScript) -> [Finding] {
    var lexer = LuaLexer(script.source)
    var findings: [Finding] = []
    while let token = try? lexer.next(), token.kind != .end {
      let word: String? =
        switch token.kind {
        case .name(let text): text
        // As it is written: a word that is put together at run time is not seen when loading.
        case .string(let text): token.text.contains(text) ? text : nil
        default: nil
        }
      guard let word, let reason = Self.reasons[word] else { continue }
      findings.append(script.finding(token.position, "forbidden-word", reason))
    }
    return findings
  }
}
