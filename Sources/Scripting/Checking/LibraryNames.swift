/// The names that a script finds in its environment: Lua's own and those of the library.
struct LibraryNames: Sendable {
  /// What a name stands for.
  enum Entry: Sendable {
    case table(String)
    /// Its full name.
    case function(String)
    case value
  }

  /// What messages call the table that `sendas.as` gives.
  static let bound = "sendas.as(…)"

  private(set) var globals: [String: Entry] = [:]
  private(set) var tables: [String: [String: Entry]] = [:]
  /// Tables in which reading an unknown name is an error; in Lua's own it gives nil.
  private(set) var strict: Set<String> = [Self.bound]

  init(functions: [String], values: [String], bound: [String]) {
    for name in StandardLibrary.functions { add(name, .function(name)) }
    for name in StandardLibrary.values { add(name, .value) }
    for name in functions {
      add(name, .function(name))
      if let table = Self.parts(name).table { strict.insert(table) }
    }
    for name in values {
      add(name, .value)
      if let table = Self.parts(name).table { strict.insert(table) }
    }
    tables[Self.bound] = [:]
    for name in bound { tables[Self.bound]?[Self.parts(name).field] = .function(name) }
  }

  private mutating func add(_ name: String, _ entry: Entry) {
    let (table, field) = Self.parts(name)
    guard let table else { return globals[field] = entry }
    globals[table] = .table(table)
    tables[table, default: [:]][field] = entry
  }

  private static func parts(_ name: String) -> (table: String?, field: String) {
    guard let dot = name.firstIndex(of: ".") else { return (nil, name) }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  func contains(_ name: String) -> Bool {
    let (table, field) = Self.parts(name)
    guard let table else { return globals[field] != nil }
    return tables[table]?[field] != nil
  }
}
