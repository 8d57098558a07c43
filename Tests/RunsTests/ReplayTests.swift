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
    OperationRecord(
      run: "r", number: number, identity: "me", kind: kind,
      arguments: #"{"allowed_user_id":"\#(user)"}"#, taskKey: task, occurrence: occurrence,
      state: state, request: request, startedAt: Date(timeIntervalSince1970: 0))
  }

  private func summary(_ memory: Replay.Memory?) -> String {
    switch memory {
    case .answered(let record): "answered \(record.number)"
    case .refused(let record): "refused \(record.number)"
    case .unknown(let record): "unknown \(record.number)"
    case nil: "nothing"
    }
  }

  @Test func `a change is known by person, kind, arguments, task and number`() {
    var replay = Replay([record(1), record(2, occurrence: 2), record(3, task: "main/x")])

    #expect(summary(replay.take(record(0, "revoke"))) == "nothing")
    #expect(summary(replay.take(record(0, user: "c"))) == "nothing")
    #expect(summary(replay.take(record(0, occurrence: 2))) == "answered 2")
    #expect(summary(replay.take(record(0, occurrence: 2))) == "nothing")
    #expect(replay.left.map(\.number) == [1, 3])
  }

  @Test func `failures are raised again, and made again only on request`() {
    let failed = record(1, "grant", .failed)
    var again = Replay([failed])
    #expect(summary(again.take(failed)) == "refused 1")
    var retried = Replay([failed], retry: .failed)
    #expect(summary(retried.take(failed)) == "nothing")
    // What a rule of the run has refused was never sent.
    let refused = record(1, "grant", .failed, request: nil)
    var ruled = Replay([refused])
    #expect(summary(ruled.take(refused)) == "nothing")
  }

  @Test func `what was withdrawn is made, and what may have been sent is asked for first`() {
    var replay = Replay([
      record(1, "grant", .withdrawn), record(2, "revoke", .intent), record(3, "bulk", .ambiguous),
    ])
    #expect(summary(replay.take(record(0, "grant"))) == "nothing")
    #expect(summary(replay.take(record(0, "revoke"))) == "unknown 2")
    #expect(summary(replay.take(record(0, "bulk"))) == "refused 3")
  }

  @Test func `the latest row of a change counts`() {
    var replay = Replay([record(1, "grant", .failed), record(7)])
    #expect(summary(replay.take(record(0))) == "answered 7")
  }

  @Test func `an item is known by its content, wherever its row stands now`() {
    let digest = "main/fb9b6b5706a1c39c"
    var replay = Replay([record(1, task: "\(digest) @ people.csv row 2/task 1")])
    #expect(
      summary(replay.take(record(0, task: "\(digest)#2 @ people.csv row 3/task 1"))) == "nothing")
    #expect(
      summary(replay.take(record(0, task: "\(digest) @ people.csv row 9/task 1"))) == "answered 1")
    // A key that the script has given is as it is.
    var named = Replay([record(1, task: "main/a @ b")])
    #expect(summary(named.take(record(0, task: "main/a @ c"))) == "nothing")
  }

  @Test func `equal changes are numbered within their task`() {
    var occurrences = Occurrences()
    #expect(occurrences.next(record(0)) == 1)
    #expect(occurrences.next(record(0, "revoke")) == 1)
    #expect(occurrences.next(record(0)) == 2)
    #expect(occurrences.next(record(0, task: "main/x")) == 1)
  }

  @Test func `outcomes come back from the journal as they went in`() throws {
    let association = Association.make("b")
    let outcomes: [(String, Outcome)] = [
      ("grant", .granted(association, isNew: true)), ("revoke", .revoked(false)),
      ("bulk", .replaced(by: [association], granted: ["b"], revoked: ["c"])),
      ("sync", .synced(granted: ["b"], revoked: [], unchanged: ["d"])),
    ]
    for (kind, outcome) in outcomes {
      var record = record(1, kind)
      record.result = outcome.journaled
      #expect(try #require(Outcome(record)).journaled == outcome.journaled)
    }
  }
}
