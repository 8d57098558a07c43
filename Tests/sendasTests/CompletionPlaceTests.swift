import Testing

@testable import sendas

struct CompletionPlaceTests {
  @Test(
    arguments: [
      (":lo", .command, "lo"),
      ("?sendas.gr", .topic, "sendas.gr"),
      ("sen", .name(after: [], argumentOf: nil), "sen"),
      ("x = a.b:c", .name(after: ["a", "b"], argumentOf: nil), "c"),
      ("sendas.list{ al", .name(after: [], argumentOf: "sendas.list"), "al"),
      ("sendas.list({ al", .name(after: [], argumentOf: "sendas.list"), "al"),
      ("sendas.grant('bo", .text(of: "sendas.grant", name: nil, number: 0), "bo"),
      ("sendas.grant \"", .text(of: "sendas.grant", name: nil, number: 0), ""),
      ("sendas.as('x').grant('bo", .text(of: "sendas.grant", name: nil, number: 0), "bo"),
      (
        "sendas.list{ allowing_user_id = 'x', allowed_user_id = 'a",
        .text(of: "sendas.list", name: "allowed_user_id", number: 1), "a"
      ),
      (
        "sendas.bulk{ allowed_user_ids = { 'x', 'a",
        .text(of: "sendas.bulk", name: "allowed_user_ids", number: 1), "a"
      ),
      ("f('(', x", .name(after: [], argumentOf: nil), "x"),
      ("print(1) -- sendas.", .nothing, ""),
      ("f().x", .nothing, ""),
      ("12", .nothing, ""),
    ] as [(String, CompletionPlace.Expected, String)])
  func `what stands before the cursor says what may follow`(
    _ text: String, _ expected: CompletionPlace.Expected, _ beginning: String
  ) {
    let place = CompletionPlace(text)

    #expect(place.expected == expected)
    #expect(place.beginning == beginning)
  }
}

struct LineHistoryTests {
  @Test(arguments: ["print(1)", "for i = 1, 2 do\n  print('\\n')\nend", "\\", "a\\nb"])
  func `an entry is one line of the file and comes back as it was`(_ text: String) {
    let line = LineHistory.written(text)

    #expect(!line.contains("\n"))
    #expect(LineHistory.typed(line) == text)
  }
}
