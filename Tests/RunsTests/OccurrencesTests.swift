import Journal
import Testing

@testable import Runs

struct OccurrencesTests {
  private func content(_ number: UInt64) -> ChangeContent {
    withUnsafeBytes(of: (number &* 0x9E37_79B9_7F4A_7C15).bigEndian) { ChangeContent($0) }
  }

  @Test func `equal changes of a task are numbered, also among very many`() {
    var occurrences = Occurrences()
    let all = (UInt64(0)..<20_000).map(content)
    #expect(all.allSatisfy { occurrences.next($0, in: "main", at: "main") == 1 })
    #expect(all.allSatisfy { occurrences.next($0, in: "main", at: "main") == 2 })
    #expect(occurrences.next(all[7], in: "main", at: "main") == 3)
    #expect(occurrences.next(all[7], in: "main/x", at: "main/x") == 1)
  }

  @Test func `a task that has ended is forgotten`() {
    var occurrences = Occurrences()
    #expect(occurrences.next(content(1), in: "main/x", at: "main/x") == 1)
    occurrences.forget("main/x")
    #expect(occurrences.next(content(1), in: "main/x", at: "main/x") == 1)
  }

  @Test func `tasks that ask by turns are counted each for itself, until they end`() {
    var occurrences = Occurrences()
    let (first, second) = ("main/00112233aabbccdd", "main/x")
    let path = first + " @ people.csv row 2"
    #expect(occurrences.next(content(1), in: first, at: path) == 1)
    #expect(occurrences.next(content(1), in: second, at: second) == 1)
    #expect(occurrences.next(content(1), in: first, at: path) == 2)
    #expect(occurrences.next(content(1), in: second, at: second) == 2)
    occurrences.forget(path)
    #expect(occurrences.next(content(1), in: second, at: second) == 3)
    #expect(occurrences.next(content(1), in: first, at: path) == 1)
  }
}
