/// What luacheck has to know, as its configuration `.luacheckrc`: the names that scripts find, Lua's
/// own and the library's, and no others.
package enum LuacheckDefinitions {
  /// The whole file.
  package static let text = """
    -- Written by `sendas init`; `sendas init --refresh` writes it anew.
    -- The names that scripts find: what is not here (io, os.execute, …) they do not have.
    stds.sendas = {
      read_globals = {
    \(globals.joined(separator: "\n"))
      },
    }
    std = "sendas"
    exclude_files = { ".sendas" }

    -- What only `sendas test` gives.
    files["**/*_test.lua"].read_globals = {
    \(testing.joined(separator: "\n"))
    }

    """

  private static let testing =
    LibraryCatalog.testing.filter { $0.table.isEmpty }.map {
      "  \($0.name) = {},"
    } + [
      "  emulator = { fields = { "
        + LibraryCatalog.testing.filter { $0.table == "emulator" }
        .map { "\($0.name.dropFirst("emulator.".count)) = {}" }.sorted().joined(separator: ", ")
        + " } },"
    ]

  private static let names = LibraryCatalog.vocabulary.names

  private static let globals = (Array(names.globals.keys) + ["_G", "_ENV"]).sorted().map { name in
    guard case .table? = names.globals[name] else { return "    \(name) = {}," }
    let fields = (names.tables[name] ?? [:]).keys.sorted().map { "\(field($0)) = {}" }
    return wrapped("\(name) = { fields = {", fields)
  }

  // A word of Lua has to be quoted as a name.
  private static func field(_ name: String) -> String {
    ["end", "repeat", "not", "and", "or"].contains(name) ? "[\"\(name)\"]" : name
  }

  private static func wrapped(_ start: String, _ fields: [String]) -> String {
    var lines = ["    " + start]
    var line = "     "
    for field in fields {
      if line.count + field.count > 96 {
        lines.append(line)
        line = "     "
      }
      line += " \(field),"
    }
    return (lines + [line, "    } },"]).joined(separator: "\n")
  }
}
