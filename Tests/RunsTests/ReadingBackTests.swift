import CloseAPI
import Foundation
import Testing

@testable import Runs

/// What the queue makes of a request whose result is unknown.
struct ReadingBackTests {
  @Test func `an unknown result is read back and never guessed`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    queue.grant("c", id: 2)
    let request = queue.next(still: true).requests[0]
    let error = CloseError(.ambiguous, "no answer came")

    #expect(queue.answered(request, .failure(error), at: .now).summaries == ["read back"])
    #expect(queue.next(still: true).summaries == [])
    #expect(
      queue.readBack(request, error, .success([.make("b")]), at: .now).summaries == ["1 granted"])
    #expect(queue.next(still: true).summaries == ["bulk +c"])
  }

  @Test func `what stays unknown after reading back is said to be so`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    let error = CloseError(.ambiguous, "no answer came")
    var settled: [String] = []

    for _ in 0...ChangeQueue.mostResends {
      let request = queue.next(still: true).requests[0]
      _ = queue.answered(request, .failure(error), at: .now)
      var actions = queue.readBack(request, error, .success([]), at: .now)
      while case .readBack(let again, _, _)? = actions.first {
        settled += actions.summaries
        actions = queue.readBack(again, error, .success([]), at: .now)
      }
      settled += actions.summaries
    }

    #expect(
      settled == [
        "read back after 1.0 seconds", "read back after 2.0 seconds", "1 failed: ambiguous",
      ])
    #expect(queue.isEmpty)
  }

  @Test func `a list that lags is looked at again until it shows the change`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    let error = CloseError(.ambiguous, "no answer came")
    var actions: [ChangeQueue.Action] = []
    for _ in 0...ChangeQueue.mostResends {
      let request = queue.next(still: true).requests[0]
      _ = queue.answered(request, .failure(error), at: .now)
      actions = queue.readBack(request, error, .success([]), at: .now)
    }
    guard case .readBack(let request, _, _)? = actions.first else {
      Issue.record("it is not looked for again")
      return
    }

    #expect(queue.next(still: true).summaries == [])
    let found = queue.readBack(request, error, .success([.make("b")]), at: .now)
    #expect(found.summaries == ["1 granted"])
  }

  @Test func `what Close refuses because another has made it already is so already`() {
    var queue = ChangeQueue.make(book: ["c"])
    let error = CloseError(.invalid, "exists already", status: 400)
    queue.grant("b", id: 1)
    let grant = queue.next(still: true).requests[0]
    #expect(queue.answered(grant, .failure(error), at: .now).summaries == ["read back"])
    #expect(
      queue.readBack(grant, error, .success([.make("b"), .make("c")]), at: .now).summaries
        == ["1 already granted"])

    queue.revoke("c", id: 2)
    let revoke = queue.next(still: true).requests[0]
    #expect(queue.answered(revoke, .failure(error), at: .now).summaries == ["read back"])
    #expect(
      queue.readBack(revoke, error, .success([.make("b")]), at: .now).summaries
        == ["2 nothing to revoke"])
  }

  @Test func `what Close refuses for its own reasons fails after one look`() {
    var queue = ChangeQueue.make(book: [])
    let error = CloseError(.invalid, "Object does not exist.", status: 400)
    queue.grant("b", id: 1)
    let request = queue.next(still: true).requests[0]
    #expect(queue.answered(request, .failure(error), at: .now).summaries == ["read back"])
    let missing = queue.readBack(request, error, .success([]), at: .now)
    #expect(missing.summaries == ["1 failed: invalid"])
    #expect(queue.isEmpty)
  }

  @Test func `when reading back fails too, the next change lists again`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    let request = queue.next(still: true).requests[0]
    let unknown = CloseError(.ambiguous, "no answer came")
    _ = queue.answered(request, .failure(unknown), at: .now)
    let told = queue.readBack(request, unknown, .failure(CloseError(.unavailable, "503")), at: .now)
    queue.revoke("b", id: 2)

    #expect(told.summaries == ["1 failed: ambiguous"])
    #expect(queue.next(still: true).summaries == ["load"])
  }
}
