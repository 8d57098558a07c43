import Lua

/// Rows as scripts have them, a table by name each, under columns for people and for CSV.
public struct RowTable: Sendable, Equatable {
  /// The names, in the order in which they are shown.
  public let columns: [String]
  /// A cell per column; empty where a row has none.
  public let rows: [[String]]

  /// Names that people look for first.
  private static let leading = ["name", "email", "id"]

  /// Takes rows and, where they are given, their columns; without: all names that occur.
  ///
  /// - Throws: `LuaError` of kind `bad_argument` where an item is no row.
  init(_ items: [LuaValue], columns given: [String]? = nil) throws(LuaError) {
    var names: Set<String> = []
    var rows: [[String: LuaValue]] = []
    for (number, item) in items.enumerated() {
      guard case .table(let fields) = item else {
        throw LuaError(
          kind: .badArgument,
          message: "table_view takes a list of tables { column = value, … } as 'rows', and item"
            + " \(number + 1) is \(item.typeName)")
      }
      names.formUnion(fields.map(\.name))
      rows.append(Dictionary(fields.map { ($0.name, $0.value) }) { $1 })
    }
    let columns =
      given
      ?? Self.leading.filter(names.contains)
      + names.subtracting(Self.leading).sorted()
    self.columns = columns
    self.rows = rows.map { row in columns.map { Self.text(row[$0] ?? .nil) } }
  }

  private static func text(_ value: LuaValue) -> String {
    switch value {
    case .nil, .null, .function: ""
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): text
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .array(let items): items.map(text).joined(separator: " ")
    case .table(let fields):
      fields.map { "\($0.name)=\(text($0.value))" }.joined(separator: " ")
    }
  }
}
