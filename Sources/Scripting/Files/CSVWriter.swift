import Lua

/// Writes rows of a script as a CSV file.
struct CSVWriter: Sendable {
  let columns: [String]
  /// Whether a spreadsheet is to open it, which must not take a text for a formula.
  var isForSpreadsheet = false

  /// The whole file.
  ///
  /// - Throws: `LuaError` of kind `bad_argument` for a value that is no text, number or boolean.
  func bytes(_ rows: [LuaValue]) throws(LuaError) -> [UInt8] {
    guard !columns.isEmpty else {
      throw LuaError(kind: .badArgument, message: "csv.write needs at least one column")
    }
    var output: [UInt8] = []
    append(columns.map { text(Array($0.utf8)) }, to: &output)
    for (index, row) in rows.enumerated() {
      guard case .table(let given) = row,
        given.isEmpty || given.contains(where: { columns.contains($0.name) })
      else {
        throw LuaError(
          kind: .badArgument,
          message:
            "csv.write takes rows as { column = value, … }, and rows[\(index + 1)] has none of"
            + " the columns \(columns.joined(separator: ", "))")
      }
      var fields: [[UInt8]] = []
      for column in columns {
        fields.append(try field(row[column], "rows[\(index + 1)].\(column)"))
      }
      append(fields, to: &output)
    }
    return output
  }

  private func field(_ value: LuaValue, _ path: String) throws(LuaError) -> [UInt8] {
    switch value {
    case .nil, .null: return []
    case .bool(let value): return Array("\(value)".utf8)
    case .integer(let value): return Array("\(value)".utf8)
    case .number(let value): return Array("\(value)".utf8)
    case .string(let value): return text(Array(value.utf8))
    case .bytes(let bytes): return text(bytes)
    case .array, .table, .function:
      throw LuaError(
        kind: .badArgument,
        message: "csv.write cannot write \(value.typeName) into a field: \(path)")
    }
  }

  private func text(_ bytes: [UInt8]) -> [UInt8] {
    isForSpreadsheet ? SpreadsheetCell.harmless(bytes) : bytes
  }

  private func append(_ fields: [[UInt8]], to output: inout [UInt8]) {
    output += CSVLine.bytes(fields)
    output += [0x0D, 0x0A]
  }
}
