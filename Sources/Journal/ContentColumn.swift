import Foundation
import GRDB
import GRDBSQLite

/// A change's content as the journal keeps it: a BLOB, which is read without an object for its bytes.
struct ContentColumn: DatabaseValueConvertible, StatementColumnConvertible {
  let content: ChangeContent

  init?(sqliteStatement: SQLiteStatement, index: CInt) {
    let start = sqlite3_column_blob(sqliteStatement, index)
    let count = Int(sqlite3_column_bytes(sqliteStatement, index))
    content = ChangeContent(UnsafeRawBufferPointer(start: start, count: count))
  }

  init(_ content: ChangeContent) { self.content = content }

  static func fromDatabaseValue(_ value: DatabaseValue) -> ContentColumn? {
    Data.fromDatabaseValue(value).map { ContentColumn(ChangeContent($0)) }
  }

  var databaseValue: DatabaseValue { content.bytes.databaseValue }
}
