/// Assignments to `<const>` and `<close>` variables, which do not compile.
struct ConstantCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    script.scopes.variables.flatMap { variable -> [Finding] in
      guard let attribute = variable.attribute else { return [] }
      return variable.assignments.map { position in
        script.finding(
          position, "constant-assignment",
          "attempt to assign to const variable '\(variable.name.text)', which line"
            + " \(variable.name.position.line) declares <\(attribute.rawValue)>")
      }
    }
  }
}
