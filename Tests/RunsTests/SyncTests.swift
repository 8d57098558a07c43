import CloseAPI
import Foundation
import Testing

@testable import Runs

struct SyncTests {
  private func synced(
    _ users: [UserID], prunes: Bool, book: [String], guardrails: Guardrails = Guardrails(),
    keeps: Set<UserID> = []
  ) -> (ChangeQueue, [ChangeQueue.Action]) {
    var queue = ChangeQueue.make(book: book)
    var budget = ChangeBudget(guardrails)
    queue.add(ChangeQueue.Sync(id: 1, users: users, prunes: prunes, keeps: keeps))
    let actions = queue.next(still: false, budget: &budget)
    return (queue, actions)
  }

  @Test func `a sync sends only the difference, and prunes where asked`() {
    let (_, kept) = synced(["b", "c"], prunes: false, book: ["b", "d"])
    #expect(kept.summaries == ["bulk +c"])

    var (queue, pruned) = synced(["b", "c"], prunes: true, book: ["b", "d"])
    #expect(pruned.summaries == ["bulk +c -d"])
    #expect(
      queue.answered(pruned.requests[0], .success([.make("b"), .make("c")]), at: .now).summaries
        == ["1 synced: 1 granted, 1 revoked, 1 unchanged"])
  }

  @Test func `a sync of what is so sends nothing`() {
    let (queue, actions) = synced(["b"], prunes: true, book: ["b"])
    #expect(actions.summaries == ["1 synced: 0 granted, 0 revoked, 1 unchanged"])
    #expect(queue.isEmpty)
  }

  @Test func `a prune of more than thirty percent is refused before anything is sent`() {
    let many = (1...20).map { "u\($0)" }
    let rest = many.dropFirst(10).map { UserID($0) }
    #expect(synced(Array(rest), prunes: true, book: many).1.summaries == ["1 refused"])

    var allowed = Guardrails()
    allowed.allowsLargeRevokes = true
    let sent = synced(Array(rest), prunes: true, book: many, guardrails: allowed).1
    #expect(sent.requests[0].disallowed.count == 10)

    let few = synced([], prunes: true, book: ["a", "b", "c"]).1
    #expect(few.summaries == ["bulk -a -b -c"])
  }

  @Test func `a protected person is not pruned`() {
    #expect(synced([], prunes: true, book: ["a"], keeps: ["a"]).1.summaries == ["1 refused"])
  }

  @Test func `the change that would cross a limit is the first refused, and none follows`() {
    var guardrails = Guardrails()
    guardrails.mostRevokes = 1
    var budget = ChangeBudget(guardrails)
    var queue = ChangeQueue.make(book: ["a", "b"])
    queue.revoke("none", id: 1)
    queue.revoke("a", id: 2)
    queue.revoke("b", id: 3)
    queue.grant("c", id: 4)

    let actions = queue.next(still: true, budget: &budget)

    #expect(
      actions.summaries == ["1 nothing to revoke", "3 refused", "4 refused", "delete -a"])
    #expect(budget.refusal?.message.contains("--max-revokes 1") == true)
  }

  @Test func `with size one each change leaves alone`() {
    var queue = ChangeQueue(size: 1)
    queue.grant("b", id: 1)
    queue.grant("c", id: 2)
    _ = queue.next(still: false)
    _ = queue.loaded(.success([]), at: .now)
    #expect(queue.next(still: false).summaries == ["create +b"])
  }

  @Test func `ten thousand changes that gather one by one are each looked at once`() {
    var queue = ChangeQueue.make(book: (0..<5000).map { "u\($0)" })
    var settled = 0
    for number in 0..<10_000 {
      queue.grant("u\(number % 5000)", id: number)
      settled += queue.next(still: false).count
    }
    #expect(settled == 10_000)
    #expect(queue.isEmpty)
  }
}
