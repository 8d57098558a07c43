import Foundation
import Journal
import Testing

/// What a later attempt reads ahead of its script.
@Suite struct AnsweredChangesTests {
  private func change(
    _ content: UInt8, _ state: OperationState, result: String? = "{}", occurrence: Int = 1,
    attempt: Int = 1
  ) -> OperationRecord {
    OperationRecord(
      run: "r", attempt: attempt, identity: "user_1", kind: "grant", arguments: "{}",
      occurrence: occurrence, state: state, result: result, startedAt: Date(),
      content: ChangeContent([content]))
  }

  private func journal(_ changes: OperationRecord...) async throws -> RunJournal {
    let journal = try RunJournal.inMemory()
    try await journal.begin(
      RunRecord(
        id: "r", command: "run", workingFolder: "/", startedBy: "me", baseURL: "", identity: "a",
        startedAt: Date()))
    _ = try await journal.intend(changes.filter { $0.state == .intent })
    _ = try await journal.intend([], recording: changes.filter { $0.state != .intent })
    return journal
  }

  private func numbers(
    _ journal: RunJournal, before attempt: Int = 2, after number: Int = 0, limit: Int = 10
  ) async throws -> [Int] {
    try await journal.answeredChanges(
      of: "r", before: attempt, after: number, limit: limit
    ).map(\.number)
  }

  @Test func `changes that were made or were so already are read in their order, in pages`()
    async throws
  {
    let journal = try await journal(
      change(1, .done), change(2, .unchanged), change(2, .done, occurrence: 2))

    #expect(try await numbers(journal, limit: 2) == [1, 2])
    #expect(try await numbers(journal, after: 2) == [3])
    let all = try await journal.answeredChanges(of: "r", before: 2, after: 0, limit: 9)
    #expect(
      all.map(\.key)
        == [(1, 1), (2, 1), (2, 2)].map { ChangeKey(content: ChangeContent([$0]), occurrence: $1) })
    #expect(all.map(\.kind) == ["grant", "grant", "grant"])
    #expect(all.map(\.result) == ["{}", "{}", "{}"])
  }

  @Test func `what has no answer, and what this attempt has made, is left out`() async throws {
    let journal = try await journal(
      change(1, .failed, result: nil), change(2, .withdrawn), change(3, .ambiguous),
      change(4, .done, attempt: 2), change(5, .done))

    #expect(try await numbers(journal) == [5])
    #expect(try await numbers(journal, before: 3) == [4, 5])
  }

  @Test func `a change that was asked for again later counts as what it came to then`()
    async throws
  {
    let journal = try await journal(
      change(1, .done), change(1, .failed, result: nil, attempt: 2), change(2, .done),
      change(2, .done, attempt: 2))

    #expect(try await numbers(journal, before: 3) == [4])
  }

  @Test func `changes are looked up among those of earlier attempts, the latest of each`()
    async throws
  {
    let journal = try await journal(
      change(1, .done), change(1, .done, occurrence: 2),
      change(1, .failed, result: nil, attempt: 2), change(2, .done, attempt: 2))
    let keys = [(1, 1), (1, 2), (2, 1), (3, 1)].map {
      ChangeKey(content: ChangeContent([$0]), occurrence: $1)
    }

    for (attempt, numbers) in [(2, [1, 2, nil, nil]), (3, [3, 2, 4, nil])] {
      let found = try await journal.latestChanges(keys, of: "r", before: attempt)
      #expect(found.map(\.?.number) == numbers)
    }
  }

  @Test func `contents of an older program are replaced`() async throws {
    let journal = try await journal(change(1, .done), change(2, .done))

    try await journal.fillContents(of: "r", kinds: ["grant"]) {
      ChangeContent([UInt8($0.number), 0xAA])
    }

    let contents = try await journal.operations(of: "r").map(\.content)
    #expect(contents == [ChangeContent([1, 0xAA]), ChangeContent([2, 0xAA])])
  }

  @Test func `contents are replaced to their end, also where that was cut short`() async throws {
    // As it is after a kill: the first has what this program gives it, the others have not.
    let journal = try await journal(change(1, .done), change(9, .done), change(9, .unchanged))

    try await journal.fillContents(of: "r", kinds: ["grant"]) { ChangeContent([UInt8($0.number)]) }

    let contents = try await journal.operations(of: "r").map(\.content)
    #expect(contents == [ChangeContent([1]), ChangeContent([2]), ChangeContent([3])])
  }

  @Test func `contents that are this program's are left alone`() async throws {
    let journal = try await journal(change(1, .done), change(2, .done))

    try await journal.fillContents(of: "r", kinds: ["grant"]) { _ in ChangeContent([2]) }

    #expect(
      try await journal.operations(of: "r").map(\.content) == [
        ChangeContent([1]), ChangeContent([2]),
      ])
  }
}
