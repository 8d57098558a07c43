/// A line of a CSV file as RFC 4180 says: fields with commas, quotes or line ends are quoted.
package enum CSVLine {
  // Semicolons and tabs are commas to programs of other countries.
  private static let special: Set<UInt8> = [0x22, 0x2C, 0x3B, 0x09, 0x0A, 0x0D]

  /// The line without its end.
  package static func bytes(_ fields: [[UInt8]]) -> [UInt8] {
    var line: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { line.append(0x2C) }
      // A line with nothing on it would be no row.
      guard field.contains(where: special.contains) || (fields.count == 1 && field.isEmpty) else {
        line += field
        continue
      }
      line.append(0x22)
      for byte in field { line += byte == 0x22 ? [0x22, 0x22] : [byte] }
      line.append(0x22)
    }
    return line
  }

  /// The line of these texts, without its end.
  package static func text(_ fields: [String]) -> String {
    String(decoding: bytes(fields.map { Array($0.utf8) }), as: UTF8.self)
  }
}
