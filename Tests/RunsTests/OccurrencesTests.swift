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
    #expect(all.allSatisfy { occurrences.next($0, in: "main") == 1 })
    #expect(all.allSatisfy { occurrences.next($0, in: "main") == 2 })
    #expect(occurrences.next(all[7], in: "main") == 3)
    #expect(occurrences.next(all[7], in: "main/x") == 1)
  }

  @Test func `a task that has ended is forgotten`() {
    var occurrences = Occurrences()
    #expect(occurrences.next(content(1), in: "main/x") == 1)
    occurrences.forget("main/x")
    #expect(occurrences.next(content(1), in: "main/x") == 1)
  }
}
