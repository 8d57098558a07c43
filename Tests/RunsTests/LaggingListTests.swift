import CloseAPI
import Foundation
import Journal
import Testing

@testable import Runs

/// Lists that show what was so before a write of ours.
struct LaggingListTests {
  private let start = Date(timeIntervalSince1970: 1_000_000)

  /// A queue that has granted b and revoked it again.
  private func turned() -> ChangeQueue {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    let granted = queue.next(still: true).requests[0]
    _ = queue.answered(granted, .success([.make("b")]), at: start)
    queue.revoke("b", id: 2)
    let revoked = queue.next(still: true).requests[0]
    _ = queue.answered(revoked, .success(nil), at: start + 1)
    return queue
  }

  @Test func `what a list says against an own write is sent rather than believed`() {
    var queue = turned()
    queue.refresh([.make("b")], since: queue.writes, at: start + 10)
    queue.grant("b", id: 3)

    let actions = queue.next(still: true)
    #expect(actions.summaries == ["create +b"])
    let made = Association(id: "sdas_new", allowingUserID: "me", allowedUserID: "b")
    #expect(
      queue.answered(actions.requests[0], .success([made]), at: start + 11).summaries
        == ["3 granted"])
  }

  @Test func `a doubt that was none is answered as already so`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    let granted = queue.next(still: true).requests[0]
    _ = queue.answered(granted, .success([.make("b")]), at: start)
    queue.refresh([], since: queue.writes, at: start + 10)
    queue.grant("b", id: 2)
    let again = queue.next(still: true)

    #expect(again.summaries == ["create +b"])
    #expect(
      queue.answered(again.requests[0], .success([.make("b")]), at: start + 11).summaries
        == ["2 already granted"])
  }

  @Test func `later a list is believed again`() {
    var queue = turned()
    queue.refresh([.make("b")], since: queue.writes, at: start + 200)
    queue.grant("b", id: 3)
    #expect(queue.next(still: true).summaries == ["3 already granted"])
  }

  @Test func `reading back a list that lags proves nothing, and the change is sent again`() {
    var queue = turned()
    queue.grant("b", id: 3)
    let request = queue.next(still: true).requests[0]
    let error = CloseError(.ambiguous, "reset")
    _ = queue.answered(request, .failure(error), at: start + 2)

    let told = queue.readBack(request, error, .success([.make("b")]), at: start + 3)
    #expect(told.summaries == [])
    #expect(queue.next(still: true).summaries == ["bulk +b"])
  }

  @Test func `a sync takes back what may still be there`() {
    var queue = turned()
    queue.refresh([.make("b"), .make("c")], since: queue.writes, at: start + 10)
    queue.add(ChangeQueue.Sync(id: 3, users: ["c"], prunes: true))
    #expect(queue.next(still: true).summaries == ["bulk -b"])
  }

  @Test func `what the journal has of other attempts counts as well`() {
    func record(_ kind: String, _ state: OperationState, _ result: String?) -> OperationRecord {
      OperationRecord(
        run: "r", identity: "me", kind: kind, arguments: #"{"allowed_user_id":"b"}"#, state: state,
        result: result, startedAt: start, endedAt: state == .intent ? nil : start)
    }
    let revoked = OwnWrites.byIdentity([record("revoke", .done, #"{"revoked":true}"#)])
    let open = OwnWrites.byIdentity([record("grant", .intent, nil)])
    let listing = ["b": Association.make("b")] as [UserID: Association]

    #expect(revoked["me"]?.corrected(listing, at: start + 9).book == [:])
    #expect(revoked["me"]?.corrected(listing, at: start + 9).doubtful == ["b"])
    #expect(open["me"]?.corrected(listing, at: start + 9).book == listing)
    #expect(open["me"]?.corrected(listing, at: start + 9).doubtful == ["b"])
  }
}
