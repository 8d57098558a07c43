/// What other Luas have and scripts have not, and what to use in its place.
enum RemovedNames {
  struct Entry {
    /// The best one first; those that this library does not have are not named.
    var replacements: [String] = []
    var advice: String?
  }

  /// By full name; a whole table stands for all that is in it.
  static let entries: [String: Entry] = [
    "io": Entry(replacements: ["fs.read", "fs.write", "csv.rows", "csv.read", "csv.write"]),
    "io.write": Entry(replacements: ["print"]),
    "io.stderr": Entry(replacements: ["log.info"]),
    "io.stdout": Entry(replacements: ["print"]),
    "io.lines": Entry(replacements: ["fs.read", "csv.rows"]),
    "arg": Entry(replacements: ["script.args"], advice: "or '...' at the top of the script"),
    "os.execute": Entry(advice: "a script cannot start programs; run them around 'sendas run'"),
    "os.exit": Entry(advice: "return from the script, or raise an error to end with status 1"),
    "os.getenv": Entry(
      replacements: ["script.args"], advice: "the environment stays outside, as keys live there"),
    "os.remove": Entry(advice: "a script cannot delete files"),
    "os.rename": Entry(advice: "a script cannot rename files"),
    "os.setlocale": Entry(advice: "the locale is always C"),
    "os.tmpname": Entry(advice: "write into the current folder"),
    "debug": Entry(replacements: ["debug.traceback"]),
    "dofile": Entry(replacements: ["require"]),
    "loadfile": Entry(replacements: ["require"]),
    "loadstring": Entry(replacements: ["load"]),
    "package": Entry(
      replacements: ["require"], advice: "modules are looked for in the script's folder"),
    "module": Entry(advice: "return a table from the module"),
    "setfenv": Entry(advice: "declare 'local _ENV'"),
    "getfenv": Entry(replacements: ["_ENV"]),
    "unpack": Entry(replacements: ["table.unpack"]),
    "string.dump": Entry(advice: "compiled Lua is neither made nor loaded"),
    "string.gfind": Entry(replacements: ["string.gmatch"]),
    "table.getn": Entry(advice: "write #list"),
    "table.maxn": Entry(advice: "write #list, or count with pairs"),
    "table.foreach": Entry(replacements: ["pairs"]),
    "table.foreachi": Entry(replacements: ["ipairs"]),
    "bit32": Entry(advice: "Lua 5.4 has the operators & | ~ << >>"),
    "bit": Entry(advice: "Lua 5.4 has the operators & | ~ << >>"),
    "newproxy": Entry(replacements: ["setmetatable"]),
  ]

  /// What is known about a field of a table that is there.
  static func entry(_ field: String, of table: String) -> Entry? {
    entries["\(table).\(field)"] ?? entries[table]
  }

  /// What is known about `io.open`, else about `io`.
  static func entry(_ use: ScriptOutline.GlobalUse) -> (name: String, entry: Entry)? {
    if let field = use.field, let entry = entries["\(use.name.text).\(field)"] {
      return ("\(use.name.text).\(field)", entry)
    }
    return entries[use.name.text].map { entry in
      (use.field.map { "\(use.name.text).\($0)" } ?? use.name.text, entry)
    }
  }

  /// That a name is not available, and what to do; replacements that this library does not have are
  /// not named.
  static func message(_ name: String, _ entry: Entry, in names: LibraryNames) -> String {
    let replacements = entry.replacements.filter { names.contains($0) || $0 == "_ENV" }
    let use = replacements.isEmpty ? nil : "use \(replacements.joined(separator: ", "))"
    let advice = [use, entry.advice].compactMap { $0 }.joined(separator: "; ")
    return "'\(name)' is not available in scripts" + (advice.isEmpty ? "" : "; \(advice)")
  }
}
