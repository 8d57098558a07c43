import Foundation
import Testing

/// What the modules' first pages show.
struct FirstPageTests {
  @Test(arguments: DocumentationPage.modules)
  func `a module has a first page with an example`(_ module: String) throws {
    let page = try #require(
      DocumentationPage.all.first {
        $0.module == module && $0.file.lastPathComponent == "\(module).md"
      },
      "Sources/\(module)/\(module).docc/\(module).md is missing")

    #expect(page.blocks.contains { ["swift", "console"].contains($0.language) })
  }

  // What is compiled and executed in a test is no invention. How far it is indented does not matter.
  @Test(arguments: DocumentationPage.all.filter { $0.blocks.contains { $0.language == "swift" } })
  func `each block of Swift stands in a test of its module, line for line`(
    _ page: DocumentationPage
  ) throws {
    let tests = try Self.tests(of: page.module)
    for block in page.blocks where block.language == "swift" {
      let lines = Self.code(block.lines)
      #expect(!lines.isEmpty)
      #expect(
        tests.contains { Self.contains($0, lines) },
        "no test of \(page.module) has these lines:\n\(block.lines.joined(separator: "\n"))")
    }
  }

  private static func tests(of module: String) throws -> [[String]] {
    let folder = Program.repository.appendingPathComponent("Tests/\(module)Tests")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return try (paths ?? []).filter { $0.hasSuffix(".swift") }.map {
      let text = try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
      return code(text.split(separator: "\n").map(String.init))
    }
  }

  private static func code(_ lines: [String]) -> [String] {
    lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private static func contains(_ text: [String], _ lines: [String]) -> Bool {
    guard text.count >= lines.count else { return false }
    return (0...text.count - lines.count).contains { start in
      text[start] == lines[0] && Array(text[start..<start + lines.count]) == lines
    }
  }
}
