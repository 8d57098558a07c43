import Foundation
import Journal
import Testing

/// Values on their way into the file and back.
@Suite struct RowValuesTests {
  private let moment = Date(timeIntervalSince1970: 1_795_444_959.125)

  /// A journal in which the run `r` has begun.
  private func begun() async throws -> RunJournal {
    let journal = try RunJournal.inMemory()
    try await journal.begin(
      RunRecord(
        id: "r", command: "run", workingFolder: "/", startedBy: "me", baseURL: "", identity: "a",
        startedAt: Date()))
    return journal
  }

  @Test(arguments: ["", "plain", "Zoë — 🦆", String(repeating: "x", count: 100_000)])
  func `any text comes back as it was, and an empty one is not one that is missing`(
    text: String
  ) async throws {
    let journal = try await begun()
    var operation = OperationRecord(
      run: "r", identity: text, kind: "grant", arguments: text, taskKey: text, place: text,
      before: text, startedAt: moment, content: ChangeContent(text.utf8.prefix(16)))
    operation = try #require(try await journal.intend([operation]).first)
    try await journal.settle([
      OperationOutcome(
        run: "r", number: operation.number, state: .done, request: text, result: text,
        error: nil, endedAt: moment)
    ])

    let read = try #require(try await journal.operations(of: "r").first)
    (operation.state, operation.request, operation.result) = (.done, text, text)
    operation.endedAt = moment
    #expect(read == operation)
    #expect(read.error == nil)
  }

  @Test(arguments: [1, 9, 10, 11, 20, 23])
  func `many that are written together come back as they were, in their order`(
    count: Int
  ) async throws {
    let journal = try await begun()
    let operations = (1...count).map { number in
      OperationRecord(
        run: "r", identity: "user_\(number)", kind: "grant", arguments: "{\(number)}",
        taskKey: "main/\(number)", place: number.isMultiple(of: 3) ? nil : "line \(number)",
        startedAt: moment)
    }
    let written = try await journal.intend(operations)

    #expect(written.map(\.number) == Array(1...count))
    #expect(written.map(\.identity) == operations.map(\.identity))
    #expect(try await journal.operations(of: "r") == written)
  }
}
