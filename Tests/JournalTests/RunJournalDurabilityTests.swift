import Foundation
import GRDB
import TestFixtures
import Testing

@testable import Journal

@Suite struct RunJournalDurabilityTests {
  let folder: TemporaryFolder
  let file: String
  let run = RunRecord.make().id

  init() throws {
    folder = try TemporaryFolder()
    file = folder.file("state/journal.sqlite")
  }

  @Test func `another connection sees an intent before it is settled`() async throws {
    let writer = try RunJournal(file: file)
    let reader = try RunJournal(file: file)
    try await writer.begin(.make())

    let intents = try await writer.intend([.make()])

    #expect(try await reader.operations(of: run) == intents)
  }

  @Test func `what was written is there when the program was killed`() async throws {
    let writer = try RunJournal(file: file)
    try await writer.begin(.make())
    let intents = try await writer.intend([.make()])

    // What a kill leaves behind: the files as they are, with nothing closed or checkpointed.
    let copy = folder.file("copy.sqlite")
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: file + suffix, toPath: copy + suffix)
    }
    let survivor = try RunJournal(file: copy)

    #expect(try await survivor.runs() == [.make()])
    #expect(try await survivor.operations(of: run) == intents)
  }

  @Test func `a journal that was let go opens again and goes on counting`() async throws {
    func firstProgram() async throws {
      let journal = try RunJournal(file: file)
      try await journal.begin(.make())
      _ = try await journal.intend([.make(), .make()])
    }
    try await firstProgram()

    let journal = try RunJournal(file: file)
    let next = try await journal.intend([.make()])

    #expect(next.map(\.number) == [3])
    #expect(try await journal.operations(of: run).count == 3)
  }

  @Test func `two programs that write at once lose nothing`() async throws {
    let journals = [try RunJournal(file: file), try RunJournal(file: file)]
    try await journals[0].begin(.make())

    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<100 {
        group.addTask {
          let intents = try await journals[index % 2].intend([.make(taskKey: "\(index)")])
          try await journals[index % 2].settle(
            intents.map {
              OperationOutcome(run: run, number: $0.number, state: .done, endedAt: moment)
            })
        }
      }
      try await group.waitForAll()
    }

    let operations = try await journals[0].operations(of: run)
    #expect(operations.map(\.number) == Array(1...100))
    #expect(Set(operations.map(\.taskKey)).count == 100)
    #expect(operations.allSatisfy { $0.state == .done })
  }

  @Test func `programs that begin one journal at the same moment all get it`() async throws {
    let opened = try await withThrowingTaskGroup(of: RunJournal.self) { group in
      for _ in 0..<8 { group.addTask { try RunJournal(file: file) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }

    for (index, journal) in opened.enumerated() { try await journal.begin(.make(id: "\(index)")) }
    #expect(try await opened[0].runs().count == 8)
  }

  @Test(arguments: [1, 3])
  func `where the disk is full it is told, and all goes on when there is room`(
    writers: Int
  ) async throws {
    let journal = try RunJournal(file: file)
    try await journal.begin(.make())
    try await journal.write { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
    }

    let kinds = await withTaskGroup(of: JournalError.Kind?.self) { group in
      for writer in 0..<writers {
        group.addTask {
          do {
            _ = try await journal.intend((0..<500).map { .make(taskKey: "main/\(writer)/\($0)") })
            return nil
          } catch { return (error as? JournalError)?.kind }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(kinds == Array(repeating: .cannotWrite, count: writers))
    #expect(try await journal.operations(of: RunRecord.make().id).isEmpty)

    try await journal.write { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
    let intents = try await journal.intend([.make(), .make(taskKey: "main/x")])
    #expect(intents.map(\.number) == [1, 2])
  }
}
