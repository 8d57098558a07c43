import Foundation
import Testing

/// The guides, followed word by word.
///
/// A block with a file's name is that file. In a block of the console the lines that begin with `$ `
/// are given to a shell, and the others are what it then prints.
struct GuideTests {
  private static let folder = Program.repository.appendingPathComponent(
    "Sources/sendas/sendas.docc")

  private struct Block {
    let language: String
    let file: String?
    let lines: [String]
  }

  @Test(arguments: ["sendas.md", "YourFirstScript.md", "OnboardingFiftyPeople.md"])
  func `what a guide shows is what happens`(_ guide: String) async throws {
    try await Program.use { program in try await Self.follow(guide, program) }
  }

  @Test func `the guide about keys is followed beside an emulator, as it says`() async throws {
    try await Program.use { program in
      try await program.servingClose { url in
        try await Self.follow("KeysForATeam.md", program, ["SENDAS_BASE_URL": url])
      }
    }
  }

  private static func follow(
    _ guide: String, _ program: Program, _ variables: [String: String] = [:]
  ) async throws {
    let text = try String(contentsOf: folder.appendingPathComponent(guide), encoding: .utf8)
    let blocks = blocks(text)
    #expect(!blocks.isEmpty)
    try program.write(
      "#!/bin/sh\nexec \"$SENDAS\" \"$@\"\n", to: "bin/sendas", permissions: 0o755)
    for block in blocks {
      if let file = block.file {
        try program.write(block.lines.joined(separator: "\n") + "\n", to: file)
        continue
      }
      #expect(block.language == "console", "a block that is neither a file nor a console")
      var expected = block.lines[...]
      while let line = expected.popFirst() {
        let command = try #require(line.hasPrefix("$ ") ? String(line.dropFirst(2)) : nil)
        let count = expected.firstIndex { $0.hasPrefix("$ ") } ?? expected.endIndex
        let outcome = try await program.run(
          "/bin/sh", ["-c", "PATH=$PWD/bin:$PATH; \(command)"], variables)
        #expect(
          outcome.output.split(separator: "\n").map(String.init) == Array(expected[..<count]),
          "\(command): \(outcome.error)")
        expected = expected[count...]
      }
    }
  }

  @Test func `every guide is followed by a test`() throws {
    let guides = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(
      guides.sorted() == [
        "KeysForATeam.md", "OnboardingFiftyPeople.md", "YourFirstScript.md", "sendas.md",
      ])
  }

  private static func blocks(_ text: String) -> [Block] {
    text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map {
      var lines = $0.element.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      let info = lines.removeFirst().split(separator: " ").map(String.init)
      if lines.last == "" { lines.removeLast() }
      return Block(
        language: info.first ?? "", file: info.count > 1 ? info[1] : nil, lines: lines)
    }
  }
}
