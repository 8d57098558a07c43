/// `break` and `goto` that lead nowhere, which do not compile.
struct JumpCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    var walker = JumpWalker(script: script)
    walker.function(script.syntax)
    return walker.findings
  }
}

private struct JumpWalker {
  /// A block that is open, and how far it has been gone through.
  private struct OpenBlock {
    var statements: [LuaSyntax.Statement]
    var isRepeat: Bool
    var index = 0

    /// Where the label stands in the block.
    func label(_ text: String) -> Int? {
      statements.firstIndex {
        if case .label(let name) = $0.kind { name.text == text } else { false }
      }
    }

    /// Labels at the very end of a block are outside the scope of its variables.
    func isAtEnd(_ index: Int) -> Bool {
      !isRepeat
        && statements[index...].allSatisfy { if case .label = $0.kind { true } else { false } }
    }
  }

  let script: CheckedScript
  private(set) var findings: [Finding] = []
  private var blocks: [OpenBlock] = []
  private var isInLoop = false

  init(script: CheckedScript) { self.script = script }

  mutating func function(_ body: LuaSyntax.Function) {
    let outer = (blocks, isInLoop)
    (blocks, isInLoop) = ([], false)
    block(body.block)
    (blocks, isInLoop) = outer
  }

  private mutating func loop(_ body: LuaSyntax.Block, isRepeat: Bool = false) {
    let outer = isInLoop
    isInLoop = true
    block(body, isRepeat: isRepeat)
    isInLoop = outer
  }

  private mutating func block(_ block: LuaSyntax.Block, isRepeat: Bool = false) {
    blocks.append(OpenBlock(statements: block.statements, isRepeat: isRepeat))
    for (index, statement) in block.statements.enumerated() {
      blocks[blocks.count - 1].index = index
      self.statement(statement)
    }
    blocks.removeLast()
  }

  private mutating func statement(_ statement: LuaSyntax.Statement) {
    for expression in statement.expressions { functions(in: expression) }
    switch statement.kind {
    case .localFunction(_, let body), .function(_, let body): function(body)
    case .scope(let block): self.block(block)
    case .whileLoop(_, let body), .numericFor(_, _, let body), .genericFor(_, _, let body):
      loop(body)
    case .repeatLoop(let body, _): loop(body, isRepeat: true)
    case .branches(let branches, let otherwise):
      for branch in branches { block(branch.block) }
      if let otherwise { block(otherwise) }
    case .breaking where !isInLoop:
      add(statement.position, "misplaced-break", "break outside a loop; use return or goto")
    case .goto(let name): jump(to: name)
    case .label(let name): label(name)
    default: break
    }
  }

  private mutating func functions(in expression: LuaSyntax.Expression) {
    if case .function(let body) = expression.kind { return function(body) }
    for child in expression.children { functions(in: child) }
  }

  private mutating func jump(to name: LuaSyntax.Name) {
    for block in blocks.reversed() {
      guard let target = block.label(name.text) else { continue }
      guard target > block.index, !block.isAtEnd(target) else { return }
      let skipped = block.statements[block.index + 1..<target].lazy.compactMap(\.firstLocal).first
      if let skipped {
        add(
          name.position, "bad-goto",
          "goto '\(name.text)' jumps into the scope of local '\(skipped.text)' of line"
            + " \(skipped.position.line); put the variables into a do block, or declare them before"
        )
      }
      return
    }
    add(
      name.position, "bad-goto",
      "no visible label '\(name.text)' for goto; write ::\(name.text):: in this block or one around"
        + " it")
  }

  private mutating func label(_ name: LuaSyntax.Name) {
    for (depth, block) in blocks.enumerated() {
      // Of a block around this one only what has been gone through counts.
      guard let index = block.label(name.text), index <= block.index,
        depth < blocks.count - 1 || index < block.index
      else { continue }
      let line = block.statements[index].position.line
      add(name.position, "repeated-label", "label '\(name.text)' already defined on line \(line)")
      return
    }
  }

  private mutating func add(_ position: SourcePosition, _ code: String, _ message: String) {
    findings.append(script.finding(position, code, message))
  }
}
