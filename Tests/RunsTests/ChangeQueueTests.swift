import CloseAPI
import Foundation
import Testing

@testable import Runs

struct ChangeQueueTests {
  @Test func `nothing is sent before the associations were listed`() {
    var queue = ChangeQueue()
    queue.grant("b", id: 1)

    #expect(queue.next(still: true).summaries == ["load"])
    #expect(queue.next(still: true).summaries == [])
  }

  @Test func `a list is not awaited once its only change was taken back`() {
    var queue = ChangeQueue()
    queue.grant("b", id: 1)
    #expect(queue.next(still: true).summaries == ["load"])
    #expect(!queue.isEmpty)
    let isWithdrawn = queue.withdraw(1)
    #expect(isWithdrawn)
    #expect(queue.isEmpty)
  }

  @Test func `one change leaves as create, many as one bulk`() {
    var one = ChangeQueue.make(book: [])
    one.grant("b", id: 1)
    #expect(one.next(still: true).summaries == ["create +b"])

    var many = ChangeQueue.make(book: ["c"])
    many.grant("b", id: 1)
    many.revoke("c", id: 2)
    #expect(many.next(still: true).summaries == ["bulk +b -c"])
  }

  @Test func `changes gather while something still moves, and leave when nothing does`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    #expect(queue.next(still: false).summaries == [])
    queue.grant("c", id: 2)
    #expect(queue.next(still: true).summaries == ["bulk +b +c"])
  }

  @Test func `a hundred changes leave at once`() {
    var queue = ChangeQueue.make(book: [])
    for number in 1...101 { queue.grant("u\(number)", id: number) }

    let actions = queue.next(still: false)

    #expect(actions.count == 1)
    #expect(actions.requests[0].changes.map(\.id) == Array(1...100))
  }

  @Test func `what is so already is answered without a request`() {
    var queue = ChangeQueue.make(book: ["b"])
    queue.grant("b", id: 1)
    queue.revoke("c", id: 2)

    #expect(queue.next(still: false).summaries == ["1 already granted", "2 nothing to revoke"])
    #expect(queue.isEmpty)
  }

  @Test func `a second change to a pair waits for the next request and is judged then`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    queue.revoke("b", id: 2)
    queue.grant("b", id: 3)

    let first = queue.next(still: true)
    #expect(first.summaries == ["create +b"])
    #expect(
      queue.answered(first.requests[0], .success([.make("b")]), at: .now).summaries == ["1 granted"]
    )
    let second = queue.next(still: true)
    #expect(second.summaries == ["delete -b"])
    #expect(queue.answered(second.requests[0], .success(nil), at: .now).summaries == ["2 revoked"])
    #expect(queue.next(still: true).summaries == ["create +b"])
  }

  @Test func `an explicit bulk waits for earlier changes and holds back later ones`() throws {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    queue.add(try BulkChange(allowed: ["c"], disallowed: ["b"]), id: 2)
    queue.grant("b", id: 3)

    let first = queue.next(still: false)
    #expect(first.summaries == ["create +b"])
    _ = queue.answered(first.requests[0], .success([.make("b")]), at: .now)
    let second = queue.next(still: false)
    #expect(second.summaries == ["bulk +c -b"])
    #expect(
      queue.answered(second.requests[0], .success([.make("c")]), at: .now).summaries == [
        "2 replaced by c: 1 granted, 1 revoked"
      ])
    #expect(queue.next(still: true).summaries == ["create +b"])
  }

  @Test func `a bulk that names a bad id is sent again without it`() {
    var queue = ChangeQueue.make(book: [])
    for (id, user) in zip(1..., ["b", "bad", "c"]) { queue.grant(user, id: id) }
    let request = queue.next(still: true).requests[0]
    let nested: JSONValue = ["errors": ["1": "Object does not exist."]]
    let error = CloseError(.invalid, "bad", fieldErrors: ["allowed_user_ids": nested])

    #expect(queue.answered(request, .failure(error), at: .now).summaries == ["2 failed: invalid"])
    #expect(queue.next(still: true).summaries == ["bulk +b +c"])
  }

  @Test func `a bulk that is refused without a reason is narrowed by halves`() {
    var queue = ChangeQueue.make(book: [])
    for (id, user) in zip(1..., ["b", "bad", "c"]) { queue.grant(user, id: id) }
    let error = CloseError(.invalid, "bad")
    var sent: [String] = []
    var settled: [String] = []
    var actions = queue.next(still: true)
    var have: [Association] = []

    while let request = actions.requests.first {
      sent.append(actions.summaries[0])
      if request.allowed.contains("bad") {
        settled += queue.answered(request, .failure(error), at: .now).summaries
      } else {
        have += request.allowed.map { .make($0) }
        settled += queue.answered(request, .success(have), at: .now).summaries
      }
      actions = queue.next(still: true)
    }

    #expect(sent == ["bulk +b +bad +c", "create +b", "bulk +bad +c", "create +bad", "create +c"])
    #expect(settled == ["1 granted", "2 failed: invalid", "3 granted"])
  }

  @Test func `after a 401 nothing more of that identity is sent`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    let request = queue.next(still: true).requests[0]
    queue.grant("c", id: 2)
    let error = CloseError(.unauthorized, "the key is not accepted")

    #expect(
      queue.answered(request, .failure(error), at: .now).summaries == [
        "1 failed: unauthorized", "2 failed: unauthorized",
      ])
    queue.grant("d", id: 3)
    #expect(queue.next(still: true).summaries == ["3 failed: unauthorized"])
  }

  @Test func `a change that waits can be withdrawn, one that has left cannot`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    _ = queue.next(still: true)
    queue.grant("c", id: 2)

    let withdrawn = [queue.withdraw(1), queue.withdraw(2)]

    #expect(withdrawn == [false, true])
  }

  @Test func `an explicit bulk that waits behind a request can be withdrawn`() throws {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    queue.add(try BulkChange(allowed: ["c"]), id: 2)
    let first = queue.next(still: true).requests[0]

    let withdrawn = queue.withdraw(2)

    #expect(withdrawn)
    _ = queue.answered(first, .success([.make("b")]), at: .now)
    #expect(queue.next(still: true).summaries == [])
  }

  @Test func `what waits to be sent in smaller parts can be withdrawn`() {
    var queue = ChangeQueue.make(book: [])
    for (id, user) in zip(1..., ["b", "c", "d"]) { queue.grant(user, id: id) }
    let request = queue.next(still: true).requests[0]
    _ = queue.answered(request, .failure(CloseError(.invalid, "bad")), at: .now)

    let withdrawn = [queue.withdraw(1), queue.withdraw(3)]

    #expect(withdrawn == [true, true])
    #expect(queue.next(still: true).summaries == ["create +c"])
  }

  @Test func `of a bulk that stops halfway it is known what was made`() throws {
    var queue = ChangeQueue.make(book: [])
    let people = (1...150).map { UserID("u\($0)") }
    queue.add(try BulkChange(allowed: people), id: 1)
    let first = queue.next(still: true).requests[0]
    _ = queue.answered(first, .success(first.allowed.map { .make($0) }), at: .now)
    let second = queue.next(still: true).requests[0]

    let told = queue.answered(second, .failure(CloseError(.forbidden, "no")), at: .now)

    #expect(told.summaries == ["1 stopped: forbidden, 100 granted, 0 revoked"])
  }

  @Test func `a plan that does not pay for it is not asked again in halves`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    queue.grant("c", id: 2)
    let request = queue.next(still: true).requests[0]
    let error = CloseError(.invalid, "upgrade", status: 402)

    #expect(
      queue.answered(request, .failure(error), at: .now).summaries == [
        "1 failed: invalid", "2 failed: invalid",
      ])
  }

  @Test func `an answer that does not show the change is an error`() {
    var queue = ChangeQueue.make(book: [])
    queue.grant("b", id: 1)
    queue.grant("c", id: 2)
    let request = queue.next(still: true).requests[0]

    #expect(
      queue.answered(request, .success([.make("b")]), at: .now).summaries == [
        "1 granted", "2 failed: unexpected_answer",
      ])
  }

  @Test func `a bulk of 250 people leaves in three requests and answers once`() throws {
    var queue = ChangeQueue.make(book: [])
    let people = (1...250).map { UserID(rawValue: "u\($0)") }
    queue.add(try BulkChange(allowed: people), id: 1)
    var have: [Association] = []
    var settled: [String] = []
    var sizes: [Int] = []

    while let request = queue.next(still: true).requests.first {
      sizes.append(request.allowed.count)
      have += request.allowed.map { .make($0) }
      settled += queue.answered(request, .success(have), at: .now).map(\.brief)
    }

    #expect(sizes == [100, 100, 50])
    #expect(settled == ["1 replaced: 250 granted, 0 revoked"])
  }
}
