import Foundation
import Testing

@testable import Journal

struct RunJournalNotesTests {
  @Test func `a later attempt's notes replace the earlier ones, and go with their run`()
    async throws
  {
    let journal = try RunJournal.inMemory()
    var run = RunRecord.make(id: "r1")
    run.endedAt = Date(timeIntervalSince1970: 1)
    try await journal.begin(run)
    let first = RunNote(kind: "item_failed", body: "{}")
    let second = RunNote(kind: "moment", body: #"{"second":1}"#)

    try await journal.note([first, second], of: "r1")
    try await journal.note([second, first], of: "r1")
    #expect(try await journal.notes(of: "r1") == [second, first])

    #expect(try await journal.prune(before: .distantFuture) == 1)
    await #expect(throws: JournalError.self) { try await journal.notes(of: "r1") }
    await #expect(throws: JournalError.self) { try await journal.note([first], of: "r1") }
  }

  @Test func `people are known by organization, under the email they had last`() async throws {
    let journal = try RunJournal.inMemory()
    try await journal.remember(["user_a": "a@x.test", "user_b": "b@x.test"], of: "orga_1")
    try await journal.remember(["user_a": "ann@x.test"], of: "orga_1")
    try await journal.remember(["user_a": "other@y.test"], of: "orga_2")
    try await journal.remember([:], of: "orga_3")

    #expect(
      try await journal.emails(of: "orga_1") == ["user_a": "ann@x.test", "user_b": "b@x.test"])
    #expect(try await journal.emails(of: "orga_3") == [:])
  }
}
