import Foundation
import Journal
import Testing

@Suite struct RunJournalOperationsTests {
  let run = RunRecord.make().id

  @Test func `intents get numbers in their order and read back`() async throws {
    let journal = try await RunJournal.withOneRun()

    let first = try await journal.intend([.make(taskKey: "a"), .make(taskKey: "b")])
    let second = try await journal.intend([.make(kind: "revoke")])

    #expect((first + second).map(\.number) == [1, 2, 3])
    #expect(try await journal.operations(of: run) == first + second)
  }

  @Test func `each run counts its own operations`() async throws {
    let journal = try await RunJournal.withOneRun()
    try await journal.begin(.make(id: "other"))

    let mixed = try await journal.intend([.make(), .make(run: "other"), .make()])

    #expect(mixed.map(\.number) == [1, 1, 2])
    #expect(try await journal.operations(of: "other") == [mixed[1]])
  }

  @Test func `every field of an operation reads back`() async throws {
    let journal = try await RunJournal.withOneRun()
    var operation = OperationRecord(
      run: run, attempt: 2, identity: "user_ann", kind: "bulk", arguments: "{}",
      taskKey: "ann@acme.test#2", occurrence: 3, place: "a.lua:1", state: .failed,
      request: "r17", before: #"{"existed":false}"#, result: "[]", error: #"{"kind":"invalid"}"#,
      startedAt: moment, endedAt: Date(timeIntervalSince1970: 1_795_444_959.124))

    try await journal.record([operation])

    operation.number = 1
    #expect(try await journal.operations(of: run) == [operation])
  }

  @Test(arguments: OperationState.allCases.filter { $0 != .intent })
  func `an outcome settles its intent and leaves the rest`(state: OperationState) async throws {
    let journal = try await RunJournal.withOneRun()
    let intents = try await journal.intend([.make(taskKey: "a"), .make(taskKey: "b")])

    try await journal.settle([
      OperationOutcome(
        run: run, number: 2, state: state, request: "r1", result: "true", error: "{}",
        endedAt: moment + 1)
    ])

    var settled = intents[1]
    settled.state = state
    settled.request = "r1"
    settled.result = "true"
    settled.error = "{}"
    settled.endedAt = moment + 1
    #expect(try await journal.operations(of: run) == [intents[0], settled])
  }

  @Test func `an outcome without a request keeps the request of the intent`() async throws {
    let journal = try await RunJournal.withOneRun()
    var intent = OperationRecord.make()
    intent.request = "r1"
    _ = try await journal.intend([intent])

    try await journal.settle([
      OperationOutcome(run: run, number: 1, state: .done, endedAt: moment)
    ])

    #expect(try await journal.operations(of: run).map(\.request) == ["r1"])
  }

  @Test func `a long run is read in pieces`() async throws {
    let journal = try await RunJournal.withOneRun()
    _ = try await journal.intend((1...5).map { .make(taskKey: "\($0)") })

    let piece = try await journal.operations(of: run, after: 2, limit: 2)

    #expect(piece.map(\.number) == [3, 4])
    #expect(try await journal.operations(of: run, after: 4).map(\.number) == [5])
  }

  @Test func `ten thousand intents are one call`() async throws {
    let journal = try await RunJournal.withOneRun()

    let written = try await journal.intend((1...10_000).map { .make(taskKey: "\($0)") })

    #expect(written.map(\.number) == Array(1...10_000))
    #expect(try await journal.operations(of: run) == written)
  }

  @Test func `nothing to write is nothing written`() async throws {
    let journal = try await RunJournal.withOneRun()

    #expect(try await journal.intend([]).isEmpty)
    try await journal.settle([])

    #expect(try await journal.operations(of: run).isEmpty)
  }

  @Test func `one bad operation keeps the whole call out of the journal`() async throws {
    let journal = try await RunJournal.withOneRun()

    let error = await #expect(throws: JournalError.self) {
      try await journal.intend([.make(), .make(run: "unknown")])
    }

    #expect(error?.kind == .unknownRun)
    #expect(try await journal.operations(of: run).isEmpty)
  }

  @Test func `an intent cannot pass as an outcome, nor an outcome as an intent`() async throws {
    let journal = try await RunJournal.withOneRun()

    let recorded = await #expect(throws: JournalError.self) {
      try await journal.record([.make(state: .intent)])
    }
    let intended = await #expect(throws: JournalError.self) {
      try await journal.intend([.make(state: .done)])
    }

    #expect(recorded?.kind == .misuse)
    #expect(intended?.kind == .misuse)
    #expect(try await journal.operations(of: run).isEmpty)
  }

  @Test func `an outcome without an intent is refused`() async throws {
    let journal = try await RunJournal.withOneRun()
    let intents = try await journal.intend([.make()])

    let error = await #expect(throws: JournalError.self) {
      try await journal.settle([
        OperationOutcome(run: run, number: 1, state: .done, endedAt: moment),
        OperationOutcome(run: run, number: 2, state: .done, endedAt: moment),
      ])
    }

    #expect(error?.kind == .misuse)
    #expect(try await journal.operations(of: run) == intents)
  }

  @Test func `an outcome is kept although its task was cancelled`() async throws {
    let journal = try await RunJournal.withOneRun()
    _ = try await journal.intend([.make()])

    let cancelled = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await journal.settle([
        OperationOutcome(run: run, number: 1, state: .done, endedAt: moment)
      ])
    }
    try await cancelled.value

    #expect(try await journal.operations(of: run).map(\.state) == [.done])
  }

  @Test func `changes are counted by kind and state, and those of a kind are read`() async throws {
    let journal = try await RunJournal.withOneRun()
    var changes = [OperationRecord.make(), .make(taskKey: "b"), .make(kind: "bulk")]
    for index in changes.indices { changes[index].content = ChangeContent([UInt8(index)]) }
    let intents = try await journal.intend(changes)
    try await journal.record([.make(kind: "list", state: .done)])
    try await journal.settle([
      OperationOutcome(run: run, number: 1, state: .done, endedAt: moment)
    ])

    #expect(
      try await journal.changeCounts(of: run) == [
        ChangeCount(kind: "bulk", state: .intent, number: 1),
        ChangeCount(kind: "grant", state: .done, number: 1),
        ChangeCount(kind: "grant", state: .intent, number: 1),
      ])
    #expect(try await journal.changes(of: run, kinds: ["bulk", "sync"]) == [intents[2]])
    #expect(try await journal.changes(of: run, kinds: []) == [])
  }
}
