import Foundation
import GRDB
import TestFixtures
import Testing

@testable import Journal

@Suite struct RunJournalFileTests {
  private let name = "state/sendas/journal.sqlite"
  let folder: TemporaryFolder
  let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = folder.file(name)
  }

  @Test func `the file and the folders it needs are made private`() async throws {
    let journal = try RunJournal(file: file)
    try await journal.begin(.make())

    for suffix in ["", "-wal", "-shm"] {
      #expect(try folder.permissions(of: name + suffix) == 0o600)
    }
    #expect(try folder.permissions(of: "state") == 0o700)
    #expect(try folder.permissions(of: "state/sendas") == 0o700)
  }

  @Test func `a journal that others could read is made private`() throws {
    _ = try RunJournal(file: file)
    #expect(chmod(file, 0o644) == 0)

    _ = try RunJournal(file: file)

    #expect(try folder.permissions(of: name) == 0o600)
  }

  @Test func `every commit is synced, on a write-ahead log`() async throws {
    let journal = try RunJournal(file: file)

    let settings = try await journal.read { database in
      try ["journal_mode", "synchronous", "foreign_keys"].map {
        try String.fetchOne(database, sql: "PRAGMA \($0)")
      }
    }

    #expect(settings == ["wal", "2", "1"])
  }

  @Test func `nothing of it is written into other folders, however much is written at once`()
    async throws
  {
    let journal = try RunJournal(file: file)
    try await journal.begin(.make())
    let intents = try await journal.intend(
      (0..<2000).map { .make(taskKey: "main/\($0)") })
    let outcomes = intents.map { intent in
      OperationOutcome(
        run: intent.run, number: intent.number, state: .done,
        result: String(repeating: "x", count: 300), endedAt: moment)
    }
    try await journal.write { database in
      try RunJournal.settle(outcomes, in: database)
      // SQLite keeps a temporary file open, without a name, until the transaction ends.
      let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      }
      #expect(open.contains { $0.hasSuffix("/journal.sqlite-wal") })
      #expect(open.filter { $0.contains("etilqs") } == [])
    }
  }

  @Test func `a file with a newer layout is refused and left alone`() throws {
    _ = try RunJournal(file: file)
    try change("INSERT INTO grdb_migrations VALUES ('99 from the future')")
    let before = try Data(contentsOf: URL(fileURLWithPath: file))

    let error = #expect(throws: JournalError.self) { try RunJournal(file: file) }

    #expect(error?.kind == .newer)
    #expect(
      error?.message == "The journal \(file) was written by a newer sendas. Use that version, "
        + "or name another state folder in SENDAS_STATE_DIR.")
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
  }

  @Test func `a file that is no database is refused`() throws {
    try write("This was never a database. " + String(repeating: "x", count: 2000))

    let error = #expect(throws: JournalError.self) { try RunJournal(file: file) }

    #expect(error?.kind == .damaged)
    #expect(error?.message.contains(file) == true)
  }

  @Test func `a database of another program is refused`() throws {
    try write("")
    try change("CREATE TABLE songs (title TEXT)")

    let error = #expect(throws: JournalError.self) { try RunJournal(file: file) }

    #expect(error?.kind == .damaged)
    #expect(error?.message.hasPrefix("\(file) is an SQLite file, but not a journal") == true)
  }

  @Test func `a page that was overwritten is an error and not a wrong answer`() async throws {
    _ = try RunJournal(file: file)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    bytes.replaceSubrange(4096..., with: Data(repeating: 0xEE, count: bytes.count - 4096))
    try bytes.write(to: URL(fileURLWithPath: file))

    let error = await #expect(throws: JournalError.self) {
      try await RunJournal(file: file).runs()
    }

    #expect(error?.kind == .damaged)
  }

  @Test func `a word that no program could have written is damage`() async throws {
    let journal = try RunJournal(file: file)
    try await journal.begin(.make())
    _ = try await journal.intend([.make()])
    try change("UPDATE operations SET state = 'perhaps'")

    let error = await #expect(throws: JournalError.self) {
      try await journal.operations(of: RunRecord.make().id)
    }

    #expect(error?.kind == .damaged)
    #expect(error?.message.contains("'perhaps'") == true)
  }

  @Test func `a folder that cannot be made is an error that names the file`() throws {
    try write("a regular file")
    let below = file + "/journal.sqlite"

    let error = #expect(throws: JournalError.self) { try RunJournal(file: below) }

    #expect(error?.kind == .cannotOpen)
    #expect(error?.message.hasPrefix("The journal \(below) cannot be made: Not a dir") == true)
  }

  @Test func `a journal is not opened through a symbolic link`() throws {
    _ = try RunJournal(file: file)
    let link = folder.file("link.sqlite")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)

    let error = #expect(throws: JournalError.self) { try RunJournal(file: link) }

    #expect(error?.kind == .cannotOpen)
    #expect(error?.message.contains("not a regular file") == true)
  }

  @Test func `a write while another program holds the file is refused as locked`() async throws {
    let journal = try RunJournal(file: file, busySeconds: 0)
    let holder = try hold("BEGIN IMMEDIATE")

    let error = await #expect(throws: JournalError.self) { try await journal.begin(.make()) }
    try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try await journal.begin(.make())

    #expect(error?.kind == .locked)
    #expect(try await journal.runs() == [.make()])
  }

  @Test func `a file that is held when it is opened is refused as locked`() throws {
    try write("")
    let holder = try hold("BEGIN EXCLUSIVE")

    let error = #expect(throws: JournalError.self) {
      try RunJournal(file: file, busySeconds: 0)
    }
    try holder.close()

    #expect(error?.kind == .locked)
  }

  /// Executes a statement as another program would.
  private func change(_ statement: String) throws {
    let database = try DatabaseQueue(path: file)
    try database.writeWithoutTransaction { try $0.execute(sql: statement) }
    try database.close()
  }

  /// Begins a transaction and leaves it open, as another program would.
  private func hold(_ statement: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let database = try DatabaseQueue(path: file, configuration: configuration)
    try database.writeWithoutTransaction { try $0.execute(sql: statement) }
    return database
  }

  private func write(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
  }
}
