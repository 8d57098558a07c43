import Foundation
import Testing

/// The guide that names files and what is in them.
struct TracedGrantTests {
  @Test func `the ten steps name files that are there, and declarations that are in them`() throws {
    let page = try #require(
      DocumentationPage.all.first { $0.file.lastPathComponent == "OneGrantTraced.md" })
    let lines = page.text.split(separator: "\n")
    let steps = lines.filter { $0.hasPrefix("### ") }
    let named = lines.filter { $0.hasPrefix("- `Sources/") }

    #expect(steps.count == 10)
    #expect(named.count >= steps.count)
    for line in named {
      let words = line.matches(of: /`([^`]+)`/).map { String($0.output.1) }
      let file = Program.repository.appendingPathComponent(words[0])
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(words.count > 1, "\(line)")
      for word in words.dropFirst() {
        let declaration = try Regex(
          #"(?m)(func|struct|class|actor|enum|protocol|let|var|case) \#(word)\b|^[\w ]*\w[ *]+\#(word)\("#
        )
        #expect(text.contains(declaration), "\(words[0]) does not declare \(word)")
      }
    }
  }
}
