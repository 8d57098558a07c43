import Foundation
import Testing

/// All texts that the program can show, in one listing: `MESSAGES=FILE swift test --filter
/// MessageListing` writes it, to be read from top to bottom.
struct MessageListingTests {
  /// The modules whose texts people see.
  private static let modules = [
    "CloseAPI", "Emulator", "Journal", "Lua", "Profiles", "Runs", "Scripting", "sendas",
  ]

  private struct Message {
    var place: String
    var text: String
  }

  private static func messages() throws -> [Message] {
    let sources = Program.repository.appendingPathComponent("Sources")
    var all: [Message] = []
    for module in modules {
      let folder = sources.appendingPathComponent(module)
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      let paths = (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      for path in paths.sorted(by: { $0.path < $1.path }) {
        let name = String(path.path.dropFirst(sources.path.count + 1))
        for found in SwiftTexts(try String(contentsOf: path, encoding: .utf8)).found {
          all.append(Message(place: "\(name):\(found.line)", text: found.text))
        }
      }
    }
    // At least two words: the others are names.
    return all.filter { $0.text.contains(/[a-z]{2}[^ ]* +[^ ]*[a-z]{2}/) }
  }

  @Test func `every message keeps to our words and to one way of writing`() throws {
    let messages = try Self.messages()
    if let file = ProcessInfo.processInfo.environment["MESSAGES"] {
      let listing = messages.map { "\($0.place): \($0.text)\n" }.joined()
      try Data(listing.utf8).write(to: URL(fileURLWithPath: file))
    }

    #expect(messages.count > 500)
    for message in messages {
      for (wrong, right) in Self.otherWords {
        #expect(
          !message.text.lowercased().contains(wrong),
          "\(message.place): \(wrong): write \(right): \(message.text)")
      }
      #expect(!message.text.hasSuffix("!"), "\(message.place): \(message.text)")
    }
  }

  /// What is said otherwise, as the API and our own list of words have it.
  private static let otherWords = [
    ("organisation", "organization"), ("belong into", "belong in"),
    ("rate limiting", "the limit"), ("successfully", "what was done"), ("api token", "API key"),
    ("dry run", "plan"), ("dry-run", "plan"),
  ]

  @Test func `texts are found as a reader meets them`() {
    let source = #"""
      let a = "one \(name(1)) two"  // "not this"
        + " three"
      let b = ["x": "four \"five\""]
      let c = """
        six \
        seven
        """
      """#

    let texts = SwiftTexts(source).found
    #expect(texts.map(\.line) == [1, 3, 3, 4])
    #expect(texts[0].text == "one {name(1)} two three")
    #expect(texts[2].text == "four \"five\"")
    #expect(texts[3].text == "\n  six   seven\n  ")
  }
}
