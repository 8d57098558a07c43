/// The library as a page of Markdown, made from the catalogue.
package enum ReferencePage {
  /// The whole page.
  package static let text =
    ([head] + sections.flatMap { [$0.title] + $0.functions.map(entry) }
    + [tests] + LibraryCatalog.testing.map(entry)).joined(separator: "\n\n")
    + "\n"

  private static let head = """
    # What a script can call

    Calls look immediate. Those that are said to wait let other tasks of the script go on meanwhile;
    where Lua cannot wait (the function of `table.sort` or `string.gsub`, `__tostring` under
    `string.format`) they are refused with a message that says what to do instead. Every function also
    raises `bad_argument` for arguments that make no sense. An error is a table with `kind` and `message`, and where they are known `status`,
    `field_errors`, `operation`, `identity` and `retryable`.

    Beside the functions there are `json.null`, the null of JSON, and `script.args`, the words after
    the script. Every example on this page runs on the emulator as it stands.
    """

  private static let tests = """
    ## In files of tests

    `sendas test FILE` runs each test on an emulator of its own. What stands outside of `it` is done
    before each test.
    """

  private static let sections = tables.map { table in
    (
      title: table.isEmpty ? "## Without a table" : "## \(table)",
      functions: LibraryCatalog.functions.filter { $0.table == table }
    )
  }

  private static let tables = LibraryCatalog.functions.map(\.table).reduce(into: [String]()) {
    if !$0.contains($1) { $0.append($1) }
  }

  private static func entry(_ function: LibraryFunction) -> String {
    var parts = ["### `\(function.signature)`", function.summary]
    if !function.parameters.isEmpty {
      parts.append(
        function.parameters.map { parameter in
          "- `\(parameter.name)` (\(parameter.type.rawValue)\(parameter.isOptional ? ", optional" : "")):"
            + " \(parameter.summary)"
        }.joined(separator: "\n"))
    }
    if function.style == .either {
      parts.append("The arguments can also be given by name, in one table.")
    }
    var facts = ["Returns \(function.returns)."]
    if !function.errors.isEmpty {
      let kinds = function.errors.map { $0.contains(" ") ? $0 : "`\($0)`" }
      facts.append("Raises \(kinds.joined(separator: ", ")).")
    }
    facts.append(function.suspends ? "Waits." : "Does not wait.")
    parts += [facts.joined(separator: " "), "```lua\n\(function.example)\n```"]
    return parts.joined(separator: "\n\n")
  }
}
