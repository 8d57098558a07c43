import CSQLite

/// What is set up of SQLite in this process, before it is used first.
enum SQLiteSetup {
  /// Whether it keeps no statistics of its memory.
  ///
  /// Nobody reads them, and they take 7 % of the journal's instructions. Debian's SQLite keeps them
  /// unless it is told not to.
  static let isWithoutStatistics = csqlite_forgo_statistics()
}
