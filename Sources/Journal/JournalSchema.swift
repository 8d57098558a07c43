import GRDB

/// The layout of the journal's file, and how an older one becomes today's.
enum JournalSchema {
  /// Marks an SQLite file as a journal of ours: "send" in ASCII.
  private static let applicationID = 0x7365_6E64

  /// Refuses a file that is not ours or that a newer program has changed.
  ///
  /// To be called before anything is written to it.
  static func check(_ database: Database, file: String) throws {
    let found = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard found == applicationID || (found == 0 && objects == 0) else {
      throw JournalError(
        kind: .damaged,
        message: "\(file) is an SQLite file, but not a journal of sendas. Move it away, or name "
          + "another state folder in SENDAS_STATE_DIR.")
    }
    guard try !migrator.hasBeenSuperseded(database) else {
      throw JournalError(
        kind: .newer,
        message: "The journal \(file) was written by a newer sendas. Use that version, or name "
          + "another state folder in SENDAS_STATE_DIR.")
    }
  }

  /// The steps from an empty file to today's layout.
  ///
  /// A step that was ever released never changes. A new word among the states of an operation
  /// needs a step as well, so that an older program refuses the file instead of misreading it.
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 runs and operations") { database in
      // Names the file as ours in the same commit that makes its first tables.
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: firstTables)
    }
    migrator.registerMigration("2 options and reasons of runs") { database in
      try database.execute(sql: optionsAndReasons)
    }
    migrator.registerMigration("3 contents and inputs") { database in
      try database.execute(sql: contentsAndInputs)
    }
    migrator.registerMigration("4 people and notes") { database in
      try database.execute(sql: peopleAndNotes)
    }
    migrator.registerMigration("5 operations by one number") { database in
      try database.execute(sql: operationsByOneNumber)
    }
    return migrator
  }()

  // Two indexes were written with each operation; `id` is what `OperationID` makes of a run's sequence
  // and a number. Without an index no foreign key can be followed: `prune` deletes them itself.
  private static let operationsByOneNumber = """
    CREATE TABLE operations_by_id (
      id INTEGER PRIMARY KEY,
      run INTEGER GENERATED ALWAYS AS (id >> 32) VIRTUAL,
      number INTEGER GENERATED ALWAYS AS (id & 0xFFFFFFFF) VIRTUAL,
      attempt INTEGER NOT NULL,
      identity TEXT NOT NULL,
      kind TEXT NOT NULL,
      arguments TEXT NOT NULL,
      task_key TEXT NOT NULL,
      occurrence INTEGER NOT NULL,
      place TEXT,
      state TEXT NOT NULL,
      request TEXT,
      before TEXT,
      result TEXT,
      error TEXT,
      started_at TEXT NOT NULL,
      ended_at TEXT,
      content BLOB
    ) STRICT;

    INSERT INTO operations_by_id (
      id, attempt, identity, kind, arguments, task_key, occurrence, place, state, request, before,
      result, error, started_at, ended_at, content
    )
    SELECT
      run << 32 | number, attempt, identity, kind, arguments, task_key, occurrence, place, state,
      request, before, result, error, started_at, ended_at, content
    FROM operations ORDER BY run, number;

    DROP TABLE operations;
    ALTER TABLE operations_by_id RENAME TO operations;
    """

  // People outlast runs: who was granted something by id is named in every later report.
  private static let peopleAndNotes = """
    CREATE TABLE people (
      organization_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      email TEXT NOT NULL,
      PRIMARY KEY (organization_id, user_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE notes (
      run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      kind TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT;
    """

  private static let optionsAndReasons = """
    ALTER TABLE runs ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE runs ADD COLUMN reason TEXT;
    """

  // The first index has repeated the whole text of every operation; only changes are looked for, and
  // a digest of 16 bytes finds them.
  private static let contentsAndInputs = """
    DROP INDEX operations_by_content;
    ALTER TABLE operations ADD COLUMN content BLOB;
    CREATE INDEX operations_by_content
    ON operations (run, content) WHERE content IS NOT NULL;

    CREATE TABLE inputs (
      run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
      attempt INTEGER NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      text TEXT,
      PRIMARY KEY (run, attempt, kind, name)
    ) STRICT;
    """

  // Operations name their run by a small number, because every index repeats it. `sequence` is
  // also the order of runs: a clock that was set back does not disturb it.
  private static let firstTables = """
    CREATE TABLE runs (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      attempt INTEGER NOT NULL,
      command TEXT NOT NULL,
      script_path TEXT,
      script_text TEXT,
      arguments TEXT NOT NULL,
      working_folder TEXT NOT NULL,
      started_by TEXT NOT NULL,
      organization_id TEXT,
      organization_name TEXT,
      base_url TEXT NOT NULL,
      is_emulator INTEGER NOT NULL,
      identity TEXT NOT NULL,
      started_at TEXT NOT NULL,
      ended_at TEXT,
      state TEXT NOT NULL,
      exit_status INTEGER,
      summary TEXT
    ) STRICT;

    CREATE TABLE operations (
      run INTEGER NOT NULL REFERENCES runs (sequence) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      identity TEXT NOT NULL,
      kind TEXT NOT NULL,
      arguments TEXT NOT NULL,
      task_key TEXT NOT NULL,
      occurrence INTEGER NOT NULL,
      place TEXT,
      state TEXT NOT NULL,
      request TEXT,
      before TEXT,
      result TEXT,
      error TEXT,
      started_at TEXT NOT NULL,
      ended_at TEXT,
      PRIMARY KEY (run, number)
    ) STRICT;

    -- How a later attempt recognises an operation: by what it asks for, not by its number.
    CREATE INDEX operations_by_content
    ON operations (run, identity, kind, arguments, task_key, occurrence);
    """
}
