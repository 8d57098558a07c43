/// A script that is Lua, with all that the checks look at.
struct CheckedScript {
  let path: String
  let source: [UInt8]
  let syntax: LuaSyntax.Function
  let vocabulary: CheckingVocabulary
  let scopes: LuaScopes
  let meanings: MeaningReader
  let outline: ScriptOutline
  /// Globals that the modules it requires define.
  var globalsOfModules: Set<String> = []

  init(
    path: String, source: [UInt8], syntax: LuaSyntax.Function, vocabulary: CheckingVocabulary
  ) {
    (self.path, self.source) = (path, source)
    (self.syntax, self.vocabulary) = (syntax, vocabulary)
    scopes = ScopeWalker.scopes(of: syntax)
    meanings = MeaningReader(scopes: scopes, names: vocabulary.names)
    outline = OutlineWalker.outline(of: syntax, meanings)
  }

  func finding(
    _ position: SourcePosition, _ code: String, _ message: String,
    severity: Finding.Severity = .error
  ) -> Finding {
    Finding(path: path, position: position, severity: severity, code: code, message: message)
  }
}

/// Looks for one sort of mistake.
protocol ScriptCheck: Sendable {
  func findings(in script: CheckedScript) -> [Finding]
}
