import GRDB

/// Remembers every operation of every run, in one private SQLite file.
///
/// An intent is written with ``intend(_:recording:settling:)`` before its request leaves and its
/// outcome with ``settle(_:)`` afterwards, so that after any crash the file says what may have
/// happened. Every write is durable when its method returns (`synchronous=FULL`).
///
/// All methods may be called from any task or thread; they take turns. None of them is cut short
/// when its task is cancelled: an outcome has to be kept also when nobody waits for it any more.
/// When a journal is let go its file is closed; nothing needs to be called.
public final class RunJournal: Sendable {
  private let file: String
  private let database: DatabaseQueue
  private let commits: CommitQueue
  private let time = ProcessorTime()

  /// Opens the journal at `file`, or begins one.
  ///
  /// Makes the folder (0700) and the file (0600) if they are missing, and brings an older layout
  /// up to date. Waits up to 10 seconds for a program that holds the file. Blocks meanwhile: call
  /// it when the program starts.
  ///
  /// - Parameter file: the file's path.
  /// - Throws: ``JournalError``: `cannotOpen`, `cannotWrite`, `locked`, `damaged` or `newer`.
  public convenience init(file: String) throws(JournalError) {
    try self.init(file: file, busySeconds: 10)
  }

  /// Opens the journal at `file`, waiting `busySeconds` for a program that holds it.
  package init(file: String, busySeconds: Double) throws(JournalError) {
    let journalFile = JournalFile(path: file)
    try journalFile.prepare()
    self.file = file
    database = try journalFile.alone { () throws(JournalError) in
      try Self.open(file, busySeconds: busySeconds)
    }
    commits = CommitQueue(database, time)
  }

  private init(file: String, database: DatabaseQueue) {
    (self.file, self.database) = (file, database)
    commits = CommitQueue(database, time)
  }

  /// Opens a journal that lives only in memory and only as long as the returned value.
  ///
  /// - Throws: ``JournalError`` if SQLite itself does not work.
  public static func inMemory() throws(JournalError) -> RunJournal {
    do {
      let database = try DatabaseQueue(configuration: configuration(busySeconds: 0))
      try JournalSchema.migrator.migrate(database)
      return RunJournal(file: "in memory", database: database)
    } catch {
      throw JournalError(error, while: .opening, file: "in memory")
    }
  }

  private static func open(
    _ file: String, busySeconds: Double
  ) throws(JournalError) -> DatabaseQueue {
    do {
      let database = try DatabaseQueue(
        path: file, configuration: configuration(busySeconds: busySeconds))
      try database.writeWithoutTransaction { connection in
        try JournalSchema.check(connection, file: file)
        try connection.execute(sql: "PRAGMA journal_mode = WAL")
      }
      try JournalSchema.migrator.migrate(database)
      return database
    } catch {
      throw JournalError(error, while: .opening, file: file)
    }
  }

  private static func configuration(busySeconds: Double) -> Configuration {
    _ = SQLiteSetup.isWithoutStatistics
    var configuration = Configuration()
    configuration.label = "sendas.journal"
    configuration.busyMode = .timeout(busySeconds)
    configuration.prepareDatabase { connection in
      // FULL, because in WAL mode NORMAL syncs only at checkpoints: a power cut could then take
      // back an intent whose request had already left.
      try connection.execute(sql: "PRAGMA synchronous = FULL")
      // What a savepoint may have to take back: else it goes, page by page, into a file in a folder for
      // temporary ones, which was more than half of all writes, and is nobody's place for a journal.
      try connection.execute(sql: "PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// What reading and writing have taken of the processor so far.
  package var processorTime: Duration { time.total }

  /// Closes the file before the journal is let go; from then on everything fails, and so a test can
  /// let a run die at any moment.
  package func close() { try? database.close() }

  /// Runs `body` in a transaction that others may share, and that is durable when this returns.
  ///
  /// Where `body` throws nothing of it is written.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    try await commits.write(body)
      .mapError { JournalError($0, while: .writing, file: file) }.get()
  }

  /// Runs `body` on one unchanging view of the file.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    try await perform(while: .reading) { connection in
      var value: Value?
      try connection.inTransaction(.deferred) {
        value = try body(connection)
        return .commit
      }
      guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
      return value
    }
  }

  // A continuation instead of GRDB's own async methods: those give up when their task is
  // cancelled, and an outcome would be lost.
  private func perform<Value: Sendable>(
    while activity: JournalError.Activity, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
      database.asyncWriteWithoutTransaction { [file, time] connection in
        let result = time.counting { Result { try body(connection) } }
        continuation.resume(
          returning: result.mapError { JournalError($0, while: activity, file: file) })
      }
    }
    return try result.get()
  }
}
