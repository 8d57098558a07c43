/// The file from which lua-language-server knows the library, made from the catalogue.
///
/// Functions that wait are marked `async`: with the diagnostic `not-yieldable` the editor then finds
/// what `sendas check` finds, a call that waits where Lua cannot.
package enum AnnotationFile {
  /// The whole file.
  package static let text =
    ([head] + classes + tables + functions + values + [bound])
    .joined(separator: "\n\n") + "\n"

  private static let head = """
    ---@meta
    -- Written by `sendas init`; `sendas init --refresh` writes it anew. It is not run: it tells
    -- lua-language-server what scripts find in their environment.
    """

  private static let classes = EditorTypes.classes.map { type in
    (["---\(type.summary)", "---@class \(type.name)"]
      + type.fields.map { "---@field \($0.name) \($0.type)" }).joined(separator: "\n")
  }

  private static let tables = [
    Set(everything.map(\.table)).filter { !$0.isEmpty }.sorted()
      .map { "\($0) = {}" }.joined(separator: "\n")
  ]

  private static let everything = LibraryCatalog.functions + LibraryCatalog.testing

  private static let functions = everything.map { declaration($0, name: $0.name) }

  private static let values = [
    EditorTypes.values.sorted { $0.key < $1.key }.map { "---@type \($0.value)\n\($0.key) = nil" }
      .joined(separator: "\n\n")
  ]

  /// The table that `sendas.as` gives.
  private static let bound =
    ([
      "---The functions of sendas, acting as one person.\n---@class sendas.Functions\nlocal bound = {}"
    ]
    + LibraryCatalog.bindable.map { function in
      declaration(function, name: "bound" + function.name.dropFirst(function.table.count))
    }).joined(separator: "\n\n")

  private static func declaration(_ function: LibraryFunction, name: String) -> String {
    var lines = ["---\(function.summary)", "---", "---```lua"]
    lines += function.example.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "---\($0)" }
    lines.append("---```")
    if !function.errors.isEmpty {
      lines += ["---", "---Errors: \(function.errors.joined(separator: ", "))"]
    }
    if function.suspends { lines.append("---@async") }
    let parameters = parameters(of: function)
    lines += parameters.map {
      "---@param \($0.name)\($0.isOptional ? "?" : "") \($0.type) \($0.summary)"
    }
    if !function.returnTypes.isEmpty {
      lines.append("---@return \(function.returnTypes) # \(function.returns)")
    }
    let names = parameters.map(\.name).joined(separator: ", ")
    return (lines + ["function \(name)(\(names)) end"]).joined(separator: "\n")
  }

  private struct Parameter {
    var name: String
    var type: String
    var isOptional = false
    var summary = ""
  }

  private static func parameters(of function: LibraryFunction) -> [Parameter] {
    let own = function.parameters.map { parameter in
      Parameter(
        name: parameter.name == "…" ? "..." : parameter.name,
        type: EditorTypes.type(of: parameter, in: function),
        isOptional: parameter.isOptional && parameter.name != "…", summary: parameter.summary)
    }
    let table =
      "{ " + own.map { "\($0.name)\($0.isOptional ? "?" : ""): \($0.type)" }.joined(separator: ", ")
      + " }"
    switch function.style {
    case .positional, .variadic: return own
    case .named:
      let summary = own.map { "\($0.name): \($0.summary)" }.joined(separator: "; ")
      return [
        Parameter(
          name: "arguments", type: table, isOptional: own.allSatisfy(\.isOptional),
          summary: summary)
      ]
    case .either:
      guard var first = own.first else { return [] }
      first.type += " | \(table)"
      return [first] + own.dropFirst()
    }
  }
}
