/// What a script consists of, as far as the checks need it.
///
/// Chains of operators and of suffixes are flat lists, so that a long one is not a deep tree.
enum LuaSyntax {
  struct Name: Hashable {
    var text: String
    var position: SourcePosition
  }

  struct Block {
    var statements: [Statement] = []
  }

  /// A function's parameters and body.
  struct Function {
    /// Where `function` stands, which no other function has; the first character for a whole script.
    var position: SourcePosition
    /// With `self` for `function a:b()`.
    var parameters: [Name]
    var block: Block
  }

  struct Statement {
    enum Kind {
      case local([LocalName], [Expression])
      case localFunction(Name, Function)
      case assignment([Expression], [Expression])
      /// The variable or field, and the function that it gets.
      case function(Expression, Function)
      case call(Expression)
      case scope(Block)
      case whileLoop(Expression, Block)
      case repeatLoop(Block, Expression)
      case branches([Branch], otherwise: Block?)
      case numericFor(Name, [Expression], Block)
      case genericFor([Name], [Expression], Block)
      case returning([Expression])
      case breaking
      case goto(Name)
      case label(Name)
    }

    var position: SourcePosition
    var kind: Kind
  }

  struct LocalName {
    enum Attribute: String {
      case const, close
    }

    var name: Name
    var attribute: Attribute?
  }

  struct Branch {
    var condition: Expression
    var block: Block
  }
}
