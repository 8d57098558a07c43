import Foundation
import Testing

struct HelpTests {
  @Test(arguments: [
    [], ["run"], ["runs"], ["runs", "list"], ["runs", "show"], ["runs", "report"], ["me"], ["list"],
    ["get"], ["grant"],
    ["revoke"], ["bulk"], ["check"], ["emulator"], ["doctor"], ["init"],
    ["test"],
  ])
  func `the help of a command is as it was read and agreed`(_ command: [String]) async throws {
    try await Program.use { program in
      let outcome = try await program.run(Program.path, command + ["--help"])

      #expect(outcome.status == 0)
      #expect(outcome.error == "")
      try Snapshot(named: (["help"] + command).joined(separator: "-")).expect(outcome.output)
    }
  }
}

/// A text that is kept beside the tests.
///
/// With RECORD_SNAPSHOTS set it is written anew, and the test
/// fails, so that nobody records by accident.
struct Snapshot {
  private let file: URL

  init(named name: String) {
    file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Snapshots/\(name).txt")
  }

  func expect(_ text: String) throws {
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(file.lastPathComponent); read it and run the test again")
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    #expect(text == kept)
  }
}
