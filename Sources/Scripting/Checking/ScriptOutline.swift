/// What a script does, as flat lists: every check looks at some of them.
struct ScriptOutline {
  /// What is done with a value.
  enum Role {
    case read
    /// Called or indexed: nil would be an error.
    case needed
    /// Asked whether it is there.
    case tested
    case assigned
  }

  struct GlobalUse {
    var name: LuaSyntax.Name
    /// The field that is read from it at once.
    var field: String?
    /// Whether it was reached as a field of `_G`.
    var isField = false
  }

  struct Indexing {
    var base: Meaning
    /// The field's name, where it is written down.
    var field: String?
    var position: SourcePosition
    var role: Role
  }

  struct Call {
    var callee: Meaning
    /// The name after the colon, for `value:name(…)`.
    var method: LuaSyntax.Name?
    var receiver = Meaning.unknown
    var arguments: [LuaSyntax.Expression]
    /// Where the called thing's last name stands.
    var position: SourcePosition
    /// The function in which the call stands, by its place.
    var function: SourcePosition
  }

  var globals: [GlobalUse] = []
  var indexings: [Indexing] = []
  var calls: [Call] = []
  /// What stands in brackets after a variable of a function around.
  var upvalueKeys: [LuaSyntax.Expression] = []
}
