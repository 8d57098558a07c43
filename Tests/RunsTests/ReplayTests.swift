import CloseAPI
import Foundation
import Journal
import Testing

@testable import Runs

struct ReplayTests {
  private func record(
    _ number: Int, _ kind: String = "grant", _ state: OperationState = .done, user: String = "b",
    task: String = "main", occurrence: Int = 1, request: String? = "r/1"
  ) -> OperationRecord {
    var record = OperationRecord(
      run: "r", number: number, identity: "me", kind: kind,
      arguments: #"{"allowed_user_id":"\#(user)"}"#, taskKey: task, occurrence: occurrence,
      state: state, request: request, startedAt: Date(timeIntervalSince1970: 0))
    record.content = ChangeKey.content(of: record)
    return record
  }

  private func summary(_ memory: Replay.Memory?) -> String {
    switch memory {
    case .answered(let record): "answered \(record.number)"
    case .refused(let record): "refused \(record.number)"
    case .unknown(let record): "unknown \(record.number)"
    case nil: "nothing"
    }
  }

  private func judged(_ record: OperationRecord, retry: Replay.Retry = .nothing) -> String {
    var replay = Replay(retry: retry)
    return summary(replay.judge(record))
  }

  @Test func `a change is known by person, kind, arguments, task and number`() async throws {
    let journal = try RunJournal.inMemory()
    try await journal.begin(
      RunRecord(
        id: "r", command: "run", workingFolder: "/", startedBy: "me@here", baseURL: "",
        identity: "me", startedAt: Date(timeIntervalSince1970: 0)))
    let digest = "main/fb9b6b5706a1c39c"
    let known = [
      record(0), record(0, occurrence: 2), record(0, task: "main/x"),
      // An item is known by its content, wherever its row stands now.
      record(0, task: "\(digest) @ people.csv row 2/task 1"),
      // A key that the script has given is as it is.
      record(0, task: "main/a @ b"),
      // The latest counts.
      record(0, "revoke", .failed), record(0, "revoke"),
    ]
    _ = try await journal.intend([], recording: known)
    let asked = [
      record(0, user: "c"), record(0), record(0, occurrence: 2), record(0, occurrence: 3),
      record(0, task: "main/x"), record(0, task: "\(digest)#2 @ people.csv row 3/task 1"),
      record(0, task: "\(digest) @ people.csv row 9/task 1"), record(0, task: "main/a @ c"),
      record(0, "revoke"),
    ]
    let found = try await journal.latestChanges(
      asked.map { ChangeKey($0) }, of: "r", before: 2)
    #expect(found.map(\.?.number) == [nil, 1, 2, nil, 3, nil, 4, nil, 7])
  }

  @Test func `what an earlier attempt has made and this one has not asked for is left`() {
    var replay = Replay(retry: .nothing)
    _ = replay.judge(record(64))
    #expect(!replay.isLeft(record(64), before: 2))
    #expect(replay.isLeft(record(65), before: 2))
    #expect(!replay.isLeft(record(65), before: 1))
    #expect(!replay.isLeft(record(66, "grant", .unchanged), before: 2))
  }

  @Test func `failures are raised again, and made again only on request`() {
    let failed = record(1, "grant", .failed)
    #expect(judged(failed) == "refused 1")
    #expect(judged(failed, retry: .failed) == "nothing")
    // What a rule of the run has refused was never sent.
    #expect(judged(record(1, "grant", .failed, request: nil)) == "nothing")
  }

  @Test func `what was withdrawn is made, and what may have been sent is asked for first`() {
    #expect(judged(record(1, "grant", .withdrawn)) == "nothing")
    #expect(judged(record(2, "revoke", .intent)) == "unknown 2")
    #expect(judged(record(3, "bulk", .ambiguous)) == "refused 3")
    #expect(judged(record(3, "bulk", .ambiguous), retry: .ambiguous) == "unknown 3")
  }

  @Test func `changes of other kinds have other contents`() {
    let contents = [record(0), record(0, "revoke"), record(0, "bulk")].map(ChangeKey.content(of:))
    #expect(Set(contents).count == 3)
    #expect(contents.allSatisfy { $0.bytes.count == 16 })
  }

  @Test func `equal changes are numbered within their task, as long as it lives`() {
    var occurrences = Occurrences()
    let (grant, revoke) = (
      ChangeKey.content(of: record(0)), ChangeKey.content(of: record(0, "revoke"))
    )
    #expect(occurrences.next(grant, in: "main", at: "main") == 1)
    #expect(occurrences.next(revoke, in: "main", at: "main") == 1)
    #expect(occurrences.next(grant, in: "main", at: "main") == 2)
    #expect(occurrences.next(grant, in: "main/x", at: "main/x") == 1)
    occurrences.forget("main/x")
    #expect(occurrences.next(grant, in: "main/x", at: "main/x") == 1)
    #expect(occurrences.next(grant, in: "main", at: "main") == 3)
  }

  @Test func `outcomes come back from the journal as they went in`() throws {
    let association = Association.make("b")
    let richer = Association(
      id: "sdas_1", allowingUserID: "a\n\"é", allowedUserID: "b", organizationID: "orga_1",
      other: ["kind": .string("new"), "since": .object([("year", .integer(2026))])])
    let barer = Association(id: "sdas_2", allowingUserID: "a\n\"é", allowedUserID: "b")
    let outcomes: [(String, Outcome)] = [
      ("grant", .granted(association, isNew: true)), ("revoke", .revoked(false)),
      ("grant", .granted(richer, isNew: false)), ("grant", .granted(barer, isNew: true)),
      ("bulk", .replaced(by: [association], granted: ["b"], revoked: ["c"])),
      ("sync", .synced(granted: ["b"], revoked: [], unchanged: ["d"])),
    ]
    for (kind, outcome) in outcomes {
      var record = record(1, kind)
      record.result = outcome.journaled(allowing: "me", allowed: "b")
      let read = try #require(Outcome(record))
      #expect(read.journaled(allowing: "me", allowed: "b") == record.result)
      if case .granted(let association, let isNew) = outcome {
        guard case .granted(let back, isNew) = read else {
          Issue.record("\(read)")
          continue
        }
        #expect(back == association)
        #expect(back.other == association.other)
      }
    }
  }

  @Test func `what a grant came to does not repeat whom its row names`() throws {
    let plain = Association(
      id: "sdas_1", allowingUserID: "me", allowedUserID: "b", organizationID: "orga_1")
    var granted = record(1)
    granted.result = Outcome.granted(plain, isNew: true).journaled(allowing: "me", allowed: "b")

    #expect(granted.result == #"{"id":"sdas_1","new":true,"organization_id":"orga_1"}"#)
    guard case .granted(let back, isNew: true) = try #require(Outcome(granted)) else {
      Issue.record("not a new grant")
      return
    }
    #expect(back == plain)
    #expect(
      granted.answer == .object([("association", plain.json), ("new", .bool(true))]))
    #expect(granted.effect.granted == ["b"])
    #expect(granted.associationsAfter == ["b": plain])
  }

  @Test func `an association between others than the row names is kept whole`() throws {
    for (allowing, allowed) in [("other", "b"), ("me", "other")] {
      let association = Association(
        id: "sdas_1", allowingUserID: UserID(allowing), allowedUserID: UserID(allowed))
      var granted = record(1)
      granted.result = Outcome.granted(association, isNew: true)
        .journaled(allowing: "me", allowed: "b")
      #expect(granted.answer?["association"] == association.json)
    }
  }

  @Test(arguments: [
    "", "{}", #"{"new":true}"#, #"{"association":{"id":"sdas_1"},"new":true}"#,
    #"{"association":{"allowed_user_id":"b","allowing_user_id":"a","id":"sdas_1"}"#,
    #"{"association":{"allowed_user_id":"b","allowing_user_id":"a","id":"sdas_1"}} x"#,
    #"{"association":{"allowed_user_id":"b" "allowing_user_id":"a","id":"sdas_1"}}"#,
    #"{"association":{"allowed_user_id":"b","allowing_user_id":7,"id":"sdas_1"}}"#,
    #"{"id":7,"new":true}"#, #"{"id":"sdas_1","new":true"#, #"{"id":"sdas_1","new":true} x"#,
    #"{"organization_id":"orga_1","new":true}"#,
  ])
  func `a grant's answer that is damaged is none`(_ text: String) {
    var granted = record(1)
    granted.result = text
    #expect(Outcome(granted) == nil)
    #expect(Outcome(kind: "grant", result: text, allowing: "me", allowed: "b") == nil)
  }
}
