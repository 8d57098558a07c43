/// Which variable each name of a script means.
struct LuaScopes {
  /// A local variable or a parameter.
  struct Variable {
    var name: LuaSyntax.Name
    /// The function that it belongs to, by its place.
    var function: SourcePosition
    var attribute: LuaSyntax.LocalName.Attribute?
    /// What its declaration gives it, where that is written down.
    var initial: LuaSyntax.Expression?
    /// Where it gets another value.
    var assignments: [SourcePosition] = []
  }

  /// Something that gives a global variable a value.
  struct GlobalAssignment {
    var name: LuaSyntax.Name
    var value: LuaSyntax.Expression?
  }

  var variables: [Variable] = []
  /// The variable that is meant where a name stands.
  var locals: [SourcePosition: Int] = [:]
  /// Names that are fields of an environment of the script's own, a local `_ENV`.
  var ownEnvironment: Set<SourcePosition> = []
  var globalAssignments: [String: [GlobalAssignment]] = [:]

  /// The local variable that is meant by the name; nil for a global one.
  func variable(_ name: LuaSyntax.Name) -> Variable? {
    locals[name.position].map { variables[$0] }
  }

  /// Whether the name is a global variable in the environment that scripts are given.
  func isGlobal(_ name: LuaSyntax.Name) -> Bool {
    locals[name.position] == nil && !ownEnvironment.contains(name.position)
      && globalAssignments["_ENV"] == nil
  }
}
