import Foundation
import GRDB
import GRDBSQLite

/// Gives a statement the values of one row after the other.
///
/// GRDB takes them as a list, in which each is an object of its own for a moment. Every operation is
/// written twice with up to 17 values, and that was a fifth of the journal's time.
struct RowBinder {
  private let statement: Statement
  private var place: Int32 = 0

  /// Begins a row; nothing of the one before is left.
  init(_ statement: Statement) {
    statement.setUncheckedArguments(StatementArguments())
    self.statement = statement
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
    guard var text else { return }
    text.withUTF8 { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) { characters in
        // An empty text may have no address, and SQLite would take that for NULL.
        if let address = characters.baseAddress {
          sqlite3_bind_text(
            statement.sqliteStatement, place, address, Int32(clamping: bytes.count), Self.copied)
        } else {
          sqlite3_bind_text(statement.sqliteStatement, place, "", 0, Self.copied)
        }
      }
    }
  }

  /// The next value: bytes, or NULL.
  mutating func bind(_ bytes: Data?) {
    place += 1
    guard let bytes else { return }
    _ = bytes.withUnsafeBytes { buffer in
      if let address = buffer.baseAddress {
        sqlite3_bind_blob(
          statement.sqliteStatement, place, address, Int32(clamping: buffer.count), Self.copied)
      } else {
        sqlite3_bind_zeroblob(statement.sqliteStatement, place, 0)
      }
    }
  }

  /// Writes the row.
  func execute() throws { try statement.execute() }

  // SQLITE_TRANSIENT, a macro that does not import: the value is copied before the call returns.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
