import Foundation
import Subprocess
import SystemPackage
import Testing

struct EmulatorCommandTests {
  @Test func `profiles that the emulator wrote act on it until it is interrupted`() async throws {
    try await Program.use { program in
      let result = try await Subprocess.run(
        .path(FilePath(Program.path)), arguments: ["emulator", "--config-dir", "people"],
        workingDirectory: FilePath(program.folder.path), input: .none, output: .sequence,
        error: .discarded
      ) { execution in
        var first = ""
        for try await line in execution.standardOutput.strings() {
          first = line
          break
        }
        let me = try await program(
          "me", "--profile", "bob", "--format", "csv",
          variables: ["SENDAS_CONFIG_DIR": program.folder.path + "/people"])
        try execution.send(signal: .interrupt)
        return (first, me)
      }
      let (first, me) = result.closureResult

      #expect(first.hasPrefix("http://127.0.0.1:"))
      #expect(me.status == 0)
      #expect(me.output.contains("bob@acme.test"))
      #expect(result.terminationStatus.isSuccess)
    }
  }

  @Test func `a world that is wrong is refused with the place in it`() async throws {
    try await Program.use(files: [
      "w.json":
        #"{"organization":{"name":"X"},"users":[],"associations":[{"allowing":"a@x","allowed":"b@x"}]}"#
    ]) { program in
      let outcome = try await program("emulator", "--world", "w.json")

      #expect(outcome.status == 66)
      #expect(outcome.error.hasPrefix("sendas: w.json: associations[0]"))
    }
  }
}
