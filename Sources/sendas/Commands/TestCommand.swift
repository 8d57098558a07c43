import ArgumentParser
import Scripting

/// `sendas test`: script tests, each on an emulator of its own.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run a file of script tests, each on an emulator of its own.",
    discussion: """
      A file of tests is a script that also has describe, it, expect and emulator; the reference \
      page that `sendas init` writes tells of them. Each test starts from the same organization, \
      in an empty folder of its own. Nothing is kept, and no account is needed. \
      emulator.set_faults{ "POST *: 0.1 reset-after" } makes a test's emulator misbehave; the rules \
      are those of `sendas emulator --fault`. The exit status is 1 when a test failed.

      Examples:
        sendas test onboard_test.lua
        sendas test --format junit onboard_test.lua > report.xml
        sendas test --filter "grants twice" onboard_test.lua
      """)

  @Option(help: "How the outcomes appear on standard output: tap or junit.")
  var format = TestFormat.tap

  @Option(help: ArgumentHelp("Run only the tests whose name holds this.", valueName: "text"))
  var filter: String?

  @Argument(help: "The file of tests.", completion: .scripts)
  var file: String

  func run() async throws {
    do {
      let file = try ScriptTestFile(self.file)
      let tests = Array(try await file.tests().enumerated())
        .filter { filter.map($0.element.name.contains) ?? true }
      guard !tests.isEmpty else {
        throw Failure(.usage, "no test of \(self.file) has '\(filter ?? "")' in its name")
      }
      if format == .tap { Terminal.output("TAP version 14\n1..\(tests.count)") }
      var outcomes: [ScriptTestFile.Outcome] = []
      for (index, test) in tests {
        let outcome = try await file.outcome(of: test, number: index + 1)
        outcomes.append(outcome)
        if format == .tap { Terminal.output(TestFormat.tap(outcome, number: outcomes.count)) }
      }
      if format == .junit { Terminal.output(TestFormat.junit(outcomes, file: self.file)) }
      let failed = outcomes.count { $0.error != nil }
      Terminal.error("\(outcomes.count) test\(outcomes.count == 1 ? "" : "s"): \(failed) failed")
      guard failed == 0 else { throw ExitCode(ExitStatus.scriptFailed.rawValue) }
    } catch let status as ExitCode {
      throw status
    } catch {
      throw Failure(error)
    }
  }
}
