import Foundation
import GRDB
import GRDBSQLite

/// Gives a statement the values of one row after the other.
///
/// GRDB takes them as a list, in which each is an object of its own for a moment, and SQLite copies each
/// text. Every operation is written twice with up to 16 values, and that was a fifth of the journal's
/// time. So the texts and bytes of a row lie side by side here until it is written.
struct RowBinder {
  private let statement: Statement
  private var place: Int32 = 0
  private var bytes: [UInt8] = []
  private var pieces: [Piece] = []
  /// The moment that was written last: rows of one commit mostly have the same.
  private var latest: (milliseconds: Int, text: String)?

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
    pieces.reserveCapacity(16)
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

  /// The next value: a moment, or NULL.
  mutating func bind(_ date: Date?) {
    guard let date else {
      place += 1
      return
    }
    let milliseconds = Timestamp.milliseconds(of: date)
    if latest?.milliseconds != milliseconds {
      latest = (milliseconds, Timestamp.text(milliseconds: milliseconds))
    }
    bind(latest?.text)
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
  ///
  /// The statement is run without GRDB, which would see to observers of the database for each row, and
  /// has none here.
  ///
  /// - Returns: How many rows have changed.
  /// - Throws: `DatabaseError`.
  @discardableResult mutating func execute() throws -> Int {
    defer {
      place = 0
      bytes.removeAll(keepingCapacity: true)
      pieces.removeAll(keepingCapacity: true)
    }
    return try bytes.withUnsafeBytes { bytes in
      // Before the bytes go: the statement only knows where they are.
      defer {
        sqlite3_reset(statement.sqliteStatement)
        sqlite3_clear_bindings(statement.sqliteStatement)
      }
      for piece in pieces { bind(piece, of: bytes) }
      let code = sqlite3_step(statement.sqliteStatement)
      let connection = sqlite3_db_handle(statement.sqliteStatement)
      guard code == SQLITE_DONE else {
        throw DatabaseError(
          resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
          message: sqlite3_errmsg(connection).map { String(cString: $0) }, sql: statement.sql)
      }
      return Int(sqlite3_changes(connection))
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
