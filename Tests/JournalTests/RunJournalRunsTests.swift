import Foundation
import Journal
import Testing

@Suite struct RunJournalRunsTests {
  @Test func `a run that began reads back as it was written`() async throws {
    let journal = try RunJournal.inMemory()

    try await journal.begin(.make())

    #expect(try await journal.runs() == [.make()])
  }

  @Test func `a run without a script reads back as it was written`() async throws {
    let journal = try RunJournal.inMemory()
    let run = RunRecord(
      id: "20261123-144239-0000", attempt: 2, command: "grant", workingFolder: "/",
      startedBy: "root@server", baseURL: "http://127.0.0.1:8080/api/v1", isEmulator: true,
      identity: "ann", startedAt: moment)

    try await journal.begin(run)

    #expect(try await journal.run(matching: run.id) == run)
  }

  @Test func `finishing a run adds its end and leaves the rest`() async throws {
    let journal = try await RunJournal.withOneRun()

    try await journal.finish(
      RunRecord.make().id, state: .done, exitStatus: 3, endedAt: moment + 2.5,
      summary: #"{"granted":7}"#)

    var expected = RunRecord.make()
    expected.state = .done
    expected.exitStatus = 3
    expected.endedAt = moment + 2.5
    expected.summary = #"{"granted":7}"#
    #expect(try await journal.runs() == [expected])
  }

  @Test func `the organisation can be added after the run began`() async throws {
    let journal = try await RunJournal.withOneRun()

    try await journal.placeRun(
      RunRecord.make().id, organizationID: "orga_2", organizationName: nil)

    var expected = RunRecord.make()
    expected.organizationID = "orga_2"
    expected.organizationName = nil
    #expect(try await journal.runs() == [expected])
  }

  @Test func `runs come newest first, and only as many as asked for`() async throws {
    let journal = try RunJournal.inMemory()
    for id in ["a", "b", "c"] { try await journal.begin(.make(id: id)) }

    #expect(try await journal.runs().map(\.id) == ["c", "b", "a"])
    #expect(try await journal.runs(limit: 2).map(\.id) == ["c", "b"])
    #expect(try await journal.runs(limit: 0).isEmpty)
  }

  @Test func `a run cannot begin twice`() async throws {
    let journal = try await RunJournal.withOneRun()

    let error = await #expect(throws: JournalError.self) { try await journal.begin(.make()) }

    #expect(error?.kind == .misuse)
    #expect(try await journal.runs() == [.make()])
  }

  @Test func `a run that never began cannot finish`() async throws {
    let journal = try RunJournal.inMemory()

    let error = await #expect(throws: JournalError.self) {
      try await journal.finish("x", state: .done, exitStatus: 0, endedAt: moment, summary: "{}")
    }

    #expect(error?.kind == .unknownRun)
  }
}

@Suite struct RunMatchingTests {
  let journal: RunJournal

  init() async throws {
    journal = try RunJournal.inMemory()
    try await journal.begin(.make(id: "20261122-090000-aaaa"))
    try await journal.begin(.make(id: "20261123-144239-7f3k"))
    try await journal.begin(
      .make(id: "20261123-150000-7f3m", command: "grant", scriptPath: nil))
  }

  @Test(arguments: [
    ("last", "20261123-150000-7f3m"), ("20261122", "20261122-090000-aaaa"),
    ("20261123-14", "20261123-144239-7f3k"), ("20261123-144239-7f3k", "20261123-144239-7f3k"),
  ])
  func `an id, its unique beginning and last name one run`(words: String, id: String) async throws {
    #expect(try await journal.run(matching: words).id == id)
  }

  @Test func `an id that is the beginning of another one names itself`() async throws {
    try await journal.begin(.make(id: "20261122-090000-aaaa2"))

    #expect(try await journal.run(matching: "20261122-090000-aaaa").id == "20261122-090000-aaaa")
  }

  @Test func `a beginning that several ids share is refused with the list`() async throws {
    let error = await #expect(throws: JournalError.self) {
      try await journal.run(matching: "20261123")
    }

    #expect(error?.kind == .ambiguousRun)
    #expect(
      error?.message == """
        Several runs begin with '20261123':
          20261123-150000-7f3m  grant
          20261123-144239-7f3k  run onboard.lua
        Give more of the id.
        """)
  }

  @Test(arguments: ["nope", "", "%", "2026_"])
  func `words that name no run are refused with the newest runs`(words: String) async throws {
    let error = await #expect(throws: JournalError.self) {
      try await journal.run(matching: words)
    }

    #expect(error?.kind == .unknownRun)
    #expect(
      error?.message == """
        There is no run '\(words)'. The newest runs are:
          20261123-150000-7f3m  grant
          20261123-144239-7f3k  run onboard.lua
          20261122-090000-aaaa  run onboard.lua
        Name one by its id, the beginning of its id, or 'last'.
        """)
  }

  @Test func `the end of one run's id only suggests that run`() async throws {
    let error = await #expect(throws: JournalError.self) { try await journal.run(matching: "7f3k") }

    #expect(error?.kind == .unknownRun)
    #expect(
      error?.message == "No run begins with '7f3k'. Did you mean 20261123-144239-7f3k?")
  }

  @Test func `an empty journal has no last run`() async throws {
    let empty = try RunJournal.inMemory()

    let error = await #expect(throws: JournalError.self) { try await empty.run(matching: "last") }

    #expect(error?.kind == .unknownRun)
    #expect(error?.message == "There are no runs in the journal yet.")
  }
}
