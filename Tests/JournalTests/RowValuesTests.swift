import Foundation
import Journal
import Testing

/// Values on their way into the file and back.
@Suite struct RowValuesTests {
  @Test(arguments: ["", "plain", "Zoë — 🦆", String(repeating: "x", count: 100_000)])
  func `any text comes back as it was, and an empty one is not one that is missing`(
    text: String
  ) async throws {
    let journal = try RunJournal.inMemory()
    try await journal.begin(
      RunRecord(
        id: "r", command: "run", workingFolder: "/", startedBy: "me", baseURL: "", identity: "a",
        startedAt: Date()))
    let moment = Date(timeIntervalSince1970: 1_795_444_959.125)
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
}
