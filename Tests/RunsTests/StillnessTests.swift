import Synchronization
import Testing

@testable import Runs

struct StillnessTests {
  @Test func `it is still when the last thing that moved has come to rest`() {
    let stillness = Stillness()
    let calls = Atomic(0)
    stillness.alsoWhenStill { calls.add(1, ordering: .relaxed) }

    stillness.moves(2)
    #expect(!stillness.isStill)
    stillness.rests()
    #expect(!stillness.isStill)
    stillness.rests()
    #expect(stillness.isStill)
    #expect(calls.load(ordering: .relaxed) == 1)
  }

  @Test func `those who wait for one answer all move before the first is woken`() async throws {
    let stillness = Stillness()
    let gate = AsyncStream.makeStream(of: Void.self)
    let fetches = Atomic(0)
    let fetch = SharedFetch(stillness) {
      fetches.add(1, ordering: .relaxed)
      for await _ in gate.stream { break }
      return 7
    }
    stillness.moves(10)

    let values = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 1...10 { group.addTask { try await fetch.value } }
      while !stillness.isStill { await Task.yield() }
      gate.continuation.yield()
      var values: [Int] = []
      for try await value in group {
        #expect(!stillness.isStill)
        values.append(value)
      }
      return values
    }

    #expect(values == Array(repeating: 7, count: 10))
    #expect(fetches.load(ordering: .relaxed) == 1)
  }
}

struct SharedFetchTests {
  @Test func `who fetches and is told to stop does not stop the others`() async throws {
    let stillness = Stillness()
    let fetches = Atomic(0)
    let gate = AsyncStream.makeStream(of: Void.self)
    let fetch = SharedFetch(stillness, isFinal: { _ in true }) {
      guard fetches.add(1, ordering: .relaxed).newValue == 1 else { return 7 }
      // Until the task is told to stop.
      for await _ in gate.stream {}
      throw CancellationError()
    }
    stillness.moves(2)

    let first = Task { try await fetch.value }
    while fetches.load(ordering: .relaxed) == 0 { await Task.yield() }
    let second = Task { try await fetch.value }
    while !stillness.isStill { await Task.yield() }
    first.cancel()

    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(try await second.value == 7)
    #expect(try await fetch.value == 7)
    #expect(fetches.load(ordering: .relaxed) == 2)
    gate.continuation.finish()
  }

  @Test func `a failure is kept where it is final, and else the next who asks tries again`()
    async throws
  {
    for (isFinal, expected) in [(true, 1), (false, 2)] {
      let stillness = Stillness()
      let fetches = Atomic(0)
      let fetch = SharedFetch<Int>(stillness, isFinal: { _ in isFinal }) {
        fetches.add(1, ordering: .relaxed)
        throw RunError(.noCredential, "none")
      }
      stillness.moves()
      for _ in 1...2 { await #expect(throws: RunError.self) { try await fetch.value } }
      #expect(fetches.load(ordering: .relaxed) == expected)
      #expect(!stillness.isStill)
    }
  }
}

struct SuggestionTests {
  @Test(
    arguments: [
      ("alowed", "allowed"), ("ALLOWED", "allowed"), ("allwing", "allowing"), ("zebra", nil),
    ] as [(String, String?)])
  func `the nearest name is suggested, and none where none is near`(
    _ word: String, _ expected: String?
  ) {
    #expect(nearest(to: word, in: ["allowed", "allowing"]) == expected)
  }

  @Test(
    arguments: [
      ("alcie@acme.test", "alice@acme.test"), ("alice@acme.tset", "alice@acme.test"),
      ("walter@acme.test", nil), ("nina@acme.test", nil), ("bobb@acme.test", "bob@acme.test"),
      ("alcie", "alice"), ("bob@acme", "bob@acme.test"), ("alice@elsewhere.test", nil),
    ] as [(String, String?)])
  func `an email is near another where both its parts are`(_ word: String, _ expected: String?) {
    let names = ["alice", "alice@acme.test", "bob", "bob@acme.test", "niaj@acme.test"]
    #expect(nearest(to: word, in: names) == expected)
  }
}
