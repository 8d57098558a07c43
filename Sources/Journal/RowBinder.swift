import GRDB
import GRDBSQLite

/// Gives a statement the values of one row after the other.
///
/// GRDB takes them as a list, in which each is an object of its own for a moment, and SQLite copies each
/// text. Every operation is written twice with up to 17 values, and that was a fifth of the journal's
/// time. So the texts and bytes of a row lie side by side here until it is written.
struct RowBinder {
  private let statement: Statement
  private var place: Int32 = 0
  private var bytes: [UInt8] = []
  private var pieces: [Piece] = []

  private struct Piece {
    let place: Int32
    let range: Range<Int>
    let isText: Bool
  }

  /// For rows that this statement writes.
  init(_ statement: Statement) {
    statement.setUncheckedArguments(StatementArguments())
    self.statement = statement
    bytes.reserveCapacity(1024)
    pieces.reserveCapacity(17)
  }

  /// The next value: a number.
  mutating func bind(_ number: some BinaryInteger) {
    place += 1
    sqlite3_bind_int64(statement.sqliteStatement, place, Int64(number))
  }

  /// The next value: a text, or NULL.
  mutating func bind(_ text: String?) {
    place += 1
    // NULL is what a value is that was not given.
    guard let text else { return }
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    pieces.append(Piece(place: place, range: start..<bytes.count, isText: true))
  }

  /// The next value: the bytes of a content, or NULL.
  mutating func bind(_ content: ChangeContent?) {
    place += 1
    guard let content else { return }
    let start = bytes.count
    content.append(to: &bytes)
    pieces.append(Piece(place: place, range: start..<bytes.count, isText: false))
  }

  /// Writes the row, and begins the next; nothing of the one before is left.
  mutating func execute() throws {
    defer {
      place = 0
      bytes.removeAll(keepingCapacity: true)
      pieces.removeAll(keepingCapacity: true)
    }
    try bytes.withUnsafeBytes { bytes in
      // Before the bytes go: the statement only knows where they are.
      defer {
        sqlite3_reset(statement.sqliteStatement)
        sqlite3_clear_bindings(statement.sqliteStatement)
      }
      for piece in pieces { bind(piece, of: bytes) }
      try statement.execute()
    }
  }

  private func bind(_ piece: Piece, of bytes: UnsafeRawBufferPointer) {
    // Not nil, which SQLite would take for NULL: room was made for a row.
    guard let start = bytes.baseAddress else { return }
    let (statement, address) = (statement.sqliteStatement, start + piece.range.lowerBound)
    let count = Int32(clamping: piece.range.count)
    if piece.isText {
      sqlite3_bind_text(
        statement, piece.place, address.assumingMemoryBound(to: CChar.self), count, nil)
    } else {
      sqlite3_bind_blob(statement, piece.place, address, count, nil)
    }
  }
}
