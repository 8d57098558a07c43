import Lua

/// Writes rows as RFC 4180 says: fields with commas, quotes or line ends are quoted.
struct CSVWriter: Sendable {
  let columns: [String]

  /// The whole file.
  ///
  /// - Throws: `LuaError` of kind `bad_argument` for a value that is no text, number or boolean.
  func bytes(_ rows: [LuaValue]) throws(LuaError) -> [UInt8] {
    guard !columns.isEmpty else {
      throw LuaError(kind: .badArgument, message: "csv.write needs at least one column")
    }
    var output: [UInt8] = []
    append(columns.map { Array($0.utf8) }, to: &output)
    for (index, row) in rows.enumerated() {
      guard case .table(let given) = row,
        given.isEmpty || given.contains(where: { columns.contains($0.name) })
      else {
        throw LuaError(
          kind: .badArgument,
          message:
            "csv.write takes rows that are tables by column, and rows[\(index + 1)] has none of"
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
    case .string(let text): return Array(text.utf8)
    case .bytes(let bytes): return bytes
    case .array, .table, .function:
      throw LuaError(
        kind: .badArgument,
        message: "csv.write cannot write \(value.typeName) into a field: \(path)")
    }
  }

  private func append(_ fields: [[UInt8]], to output: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      let special = field.contains { [0x22, 0x2C, 0x0A, 0x0D, 0x3B, 0x09].contains($0) }
      guard special || (fields.count == 1 && field.isEmpty) else {
        output += field
        continue
      }
      output.append(0x22)
      for byte in field { output += byte == 0x22 ? [0x22, 0x22] : [byte] }
      output.append(0x22)
    }
    output += [0x0D, 0x0A]
  }
}
