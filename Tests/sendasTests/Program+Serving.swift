import Foundation
import Subprocess
import SystemPackage

/// `sendas emulator`, running beside the commands of a test.
extension Program {
  /// Serves an organization while `body` gives commands; their profiles are its people's.
  ///
  /// - Parameters:
  ///   - options: more words for `sendas emulator`.
  ///   - body: gets the base URL; the people's keys lie in `acme/keys`.
  /// - Throws: what `body` throws.
  func servingClose(
    _ options: [String] = [], _ body: (String) async throws -> Void
  ) async throws {
    let folder = folder.path
    let result = try await Subprocess.run(
      .path(FilePath(Self.path)),
      arguments: Arguments(["emulator", "--config-dir", "acme"] + options),
      workingDirectory: FilePath(folder), input: .none, output: .sequence, error: .discarded
    ) { execution in
      var baseURL = ""
      for try await line in execution.standardOutput.strings() {
        baseURL = line
        break
      }
      let result: Result<Void, any Error>
      do {
        result = .success(try await body(baseURL.trimmingCharacters(in: .whitespacesAndNewlines)))
      } catch {
        result = .failure(error)
      }
      try execution.send(signal: .interrupt)
      return result
    }
    try result.closureResult.get()
  }
}
