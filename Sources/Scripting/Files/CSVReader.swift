/// Reads comma-separated rows piece by piece, as RFC 4180 describes them and spreadsheets write them.
///
/// Fields may be quoted and then hold commas, quotes (doubled) and line ends. A byte order mark is
/// skipped; the separator is a semicolon or a tab where the header has those and no comma. Rows are
/// numbered as spreadsheets do: the header is row 1, and empty lines count.
struct CSVReader: Sendable {
  /// One row, or what is wrong with it.
  struct Row: Sendable, Equatable {
    var number: Int
    var fields: [[UInt8]]
    var problem: String?
  }

  private var separator: UInt8?
  private var fields: [[UInt8]] = []
  private var field: [UInt8] = []
  private var isQuoted = false
  private var wasQuoted = false
  private var sawQuoteInside = false
  private var sawReturn = false
  private var number = 1
  private var begins = 1
  private var isStart = true
  /// How much of a byte order mark was seen; all of it where there was none.
  private var markLength = 0
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Takes the next piece of the file and answers the rows that are complete now.
  mutating func read(_ bytes: some Sequence<UInt8>) -> [Row] {
    var rows: [Row] = []
    for byte in bytes { if let row = take(byte) { rows.append(row) } }
    return rows
  }

  /// The file has ended: the last row, if there is no line end behind it.
  mutating func finish() -> Row? {
    if isQuoted, !sawQuoteInside {
      endField()
      return endRow(
        problem:
          "a quotation mark that opens in this row is never closed, so nothing after it could be read"
      )
    }
    if sawQuoteInside { isQuoted = false }
    guard !fields.isEmpty || !field.isEmpty || wasQuoted else { return nil }
    endField()
    return endRow()
  }

  private mutating func take(_ byte: UInt8) -> Row? {
    if markLength < Self.mark.count {
      if byte == Self.mark[markLength] {
        markLength += 1
        return nil
      }
      // It only began like one: these bytes are the first field's.
      field += Self.mark.prefix(markLength)
      markLength = Self.mark.count
    }
    if isQuoted {
      if sawQuoteInside {
        sawQuoteInside = false
        if byte == UInt8(ascii: "\"") {
          field.append(byte)
          return nil
        }
        isQuoted = false
      } else if byte == UInt8(ascii: "\"") {
        sawQuoteInside = true
        return nil
      } else {
        field.append(byte)
        return nil
      }
    }
    switch byte {
    case UInt8(ascii: "\n"):
      let afterReturn = sawReturn
      sawReturn = false
      return afterReturn ? nil : lineEnd()
    case UInt8(ascii: "\r"):
      sawReturn = true
      return lineEnd()
    default:
      sawReturn = false
      add(byte)
      return nil
    }
  }

  private mutating func add(_ byte: UInt8) {
    if byte == UInt8(ascii: "\""), field.isEmpty, !wasQuoted {
      (isQuoted, wasQuoted) = (true, true)
    } else if isSeparator(byte) {
      endField()
    } else {
      field.append(byte)
    }
  }

  /// Until the header is over, the separator is not known: commas win.
  private func isSeparator(_ byte: UInt8) -> Bool { byte == separator ?? UInt8(ascii: ",") }

  private mutating func endField() {
    fields.append(field)
    field = []
    wasQuoted = false
  }

  private mutating func lineEnd() -> Row? {
    defer {
      number += 1
      begins = number
    }
    if fields.isEmpty, field.isEmpty, !wasQuoted { return nil }
    endField()
    return endRow()
  }

  private mutating func endRow(problem: String? = nil) -> Row {
    if isStart {
      isStart = false
      if separator == nil { resplitHeader() }
    }
    let row = Row(number: begins, fields: fields, problem: problem)
    fields = []
    return row
  }

  private mutating func resplitHeader() {
    separator = UInt8(ascii: ",")
    guard fields.count == 1 else { return }
    for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t")] where fields[0].contains(candidate) {
      separator = candidate
      fields = fields[0].split(separator: candidate, omittingEmptySubsequences: false).map(
        Array.init
      )
      .map(Self.unquoted)
      return
    }
  }

  private static func unquoted(_ field: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard field.count >= 2, field.first == quote, field.last == quote else { return field }
    return Array(field.dropFirst().dropLast())
  }
}
