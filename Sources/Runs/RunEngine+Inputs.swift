import CloseAPI
import Foundation
import Journal
import Synchronization

// What the script was made from and what it has read: kept, and compared when the run is resumed.
extension RunEngine {
  /// What the script has loaded and read so far.
  struct Inputs {
    var names: Set<String> = []
    var writes: [Task<Void, Never>] = []
  }

  /// Notes a module that the script has loaded; may be called on any thread.
  ///
  /// - Parameters:
  ///   - name: Its path.
  ///   - source: Its text.
  public nonisolated func loaded(module name: String, source: [UInt8]) {
    let text = SecretRedactor.shared.redact(String(decoding: source, as: UTF8.self))
    noteInput(
      RunInput(
        attempt: run.attempt, kind: .module, name: name,
        digest: ContentDigest.text(of: Data(source)), text: text))
  }

  /// Notes a file that the script has read to its end; may be called on any thread.
  ///
  /// - Parameters:
  ///   - path: As the script has named it.
  ///   - digest: Of all that was read.
  public nonisolated func hasRead(file path: String, digest: String) {
    noteInput(RunInput(attempt: run.attempt, kind: .file, name: path, digest: digest))
  }

  private nonisolated func noteInput(_ input: RunInput) {
    // A script may read the same file for each of its items.
    inputs.withLock { inputs in
      let isNew = inputs.names.insert("\(input.kind.rawValue) \(input.name)").inserted
      guard isNew, !options.isPlan else { return }
      inputs.writes.append(Task { await keep(input) })
    }
  }

  /// Waits until all inputs are written down.
  func keepInputs() async {
    for write in inputs.withLock({ $0.writes }) { await write.value }
  }

  private func keep(_ input: RunInput) async {
    do {
      if run.attempt > 1, let known = try await earlierInput(input), known.digest != input.digest {
        let what = input.kind == .module ? "module" : "input"
        emit(
          .log(
            .warning,
            "the \(what) \(input.name) differs from the first attempt: what it asks for now is done,"
              + " and what was done before and is not asked for any more is listed at the end"))
      }
      try await journal.note([input], of: run.id)
    } catch { journalFailure = journalFailure ?? Self.unwritable(error) }
  }

  /// The same input as it was in the first attempt that has read it.
  private func earlierInput(_ input: RunInput) async throws -> RunInput? {
    try await journal.inputs(of: run.id).first {
      $0.kind == input.kind && $0.name == input.name && $0.attempt < input.attempt
    }
  }
}
