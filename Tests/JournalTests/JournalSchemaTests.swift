import Foundation
import GRDB
import TestFixtures
import Testing

@testable import Journal

/// The layout of the file: what older ones become, and what today's costs.
@Suite struct JournalSchemaTests {
  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = folder.file("journal.sqlite")
  }

  /// Makes a file as programs have made it that knew only the first steps.
  private func makeFile(upTo step: String, _ statements: String) throws {
    let database = try DatabaseQueue(path: file)
    try JournalSchema.migrator.migrate(database, upTo: step)
    try database.writeWithoutTransaction { try $0.execute(sql: statements) }
    try database.close()
  }

  @Test func `a journal of an older layout keeps all that it has, and goes on`() async throws {
    let runs = ["r1", "r2"].map {
      """
      INSERT INTO runs (id, attempt, command, arguments, working_folder, started_by, base_url,
        is_emulator, identity, started_at, state)
      VALUES ('\($0)', 1, 'run', '[]', '/', 'me', '', 0, 'a', '2026-11-23T14:42:39.123Z', 'running');
      """
    }
    let operations = [(1, 1), (2, 1), (1, 2), (2, 2), (2, 3)].map { run, number in
      """
      INSERT INTO operations (run, number, attempt, identity, kind, arguments, task_key, occurrence,
        place, state, request, before, result, error, started_at, ended_at, content)
      VALUES (\(run), \(number), 1, 'user_ann', 'grant', '{"a":\(number)}', 'main/\(run)', 1,
        'x.lua:1', 'done', 'q', '[]', '{}', NULL, '2026-11-23T14:42:39.123Z',
        '2026-11-23T14:42:39.123Z', x'0\(number)');
      """
    }
    try makeFile(upTo: "4 people and notes", (runs + operations).joined(separator: "\n"))

    let journal = try RunJournal(file: file)
    for (run, id, numbers) in [(1, "r1", [1, 2]), (2, "r2", [1, 2, 3])] {
      let kept = numbers.map { number in
        OperationRecord(
          run: id, number: number, identity: "user_ann", kind: "grant",
          arguments: #"{"a":\#(number)}"#, taskKey: "main/\(run)", place: "x.lua:1", state: .done,
          request: "q", before: "[]", result: "{}", startedAt: moment, endedAt: moment,
          content: ChangeContent([UInt8(number)]))
      }
      #expect(try await journal.operations(of: id) == kept)
    }
    #expect(
      try await journal.intend([.make(run: "r1"), .make(run: "r2")]).map(\.number) == [3, 4])
  }

  @Test func `no index is written with an operation`() async throws {
    let journal = try RunJournal(file: file)
    let indexes = try await journal.read { database in
      try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name = 'operations' AND type = 'index'")
    }
    #expect(indexes == 0)
  }

  @Test func `who opens the file with SQLite sees run and number of each operation`() async throws {
    let journal = try RunJournal(file: file)
    for id in ["r1", "r2"] { try await journal.begin(.make(id: id)) }
    _ = try await journal.intend([.make(run: "r2"), .make(run: "r1"), .make(run: "r2")])

    let pairs = try await journal.read { database in
      try Row.fetchAll(database, sql: "SELECT run, number FROM operations ORDER BY run, number")
        .map { [$0[0] as Int, $0[1]] }
    }
    #expect(pairs == [[1, 1], [2, 1], [2, 2]])
  }

  @Test func `a run that is forgotten takes its operations with it, and no others`() async throws {
    let journal = try RunJournal(file: file)
    for id in ["r1", "r2", "r3"] { try await journal.begin(.make(id: id)) }
    try await journal.record(["r1", "r2", "r2", "r3"].map { .make(run: $0, state: .done) })
    try await journal.finish(
      "r2", state: .done, exitStatus: 0, endedAt: moment, summary: "{}")

    #expect(try await journal.prune(before: .distantFuture) == 1)

    let left = try await journal.read { database in
      try Int.fetchAll(database, sql: "SELECT run FROM operations ORDER BY id")
    }
    #expect(left == [1, 3])
    #expect(try await journal.operations(of: "r1").map(\.number) == [1])
  }
}
