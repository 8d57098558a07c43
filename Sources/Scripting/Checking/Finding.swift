/// Something wrong in a script, found without running it.
package struct Finding: Hashable, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    /// The script does not compile, or fails when it comes to this line.
    case error
    /// The script runs, but hardly does what was meant.
    case warning
  }

  /// The script as the person named it.
  package var path: String
  /// Where in the script.
  package var position: SourcePosition
  /// How bad it is.
  package var severity: Severity
  /// A short name for this sort of mistake, as `undefined-global`.
  package var code: String
  /// What is wrong and what to do.
  package var message: String
}

extension Finding: CustomStringConvertible {
  /// One line as compilers write it: `onboard.lua:3:7: undefined global 'x' [undefined-global]`.
  package var description: String {
    let warning = severity == .warning ? "warning: " : ""
    return "\(path):\(position.line):\(position.column): \(warning)\(message) [\(code)]"
  }
}
