import Foundation

extension Program {
  /// Calls `body` with the port of a server in Python that answers as `answering.py` says.
  func answering(_ words: String..., body: (Int) async throws -> Void) async throws {
    let script = Self.repository.appendingPathComponent("Tests/sendasTests/answering.py").path
    try await running("python3", [script] + words) { first, _ in
      guard let port = Int(first) else { throw NoFirstLine() }
      try await body(port)
    }
  }

  /// Calls `body` with the id of the program's process when it has written that line, and then ends
  /// the program.
  func whileRunning<Value: Sendable>(
    _ words: String..., until line: String, body: (pid_t) async throws -> Value
  ) async throws -> Value {
    try await running(Self.path, words) { first, process in
      guard first == line else { throw NoFirstLine() }
      return try await body(process)
    }
  }

  private struct NoFirstLine: Error {}

  private func running<Value: Sendable>(
    _ command: String, _ words: [String], _ body: (String, pid_t) async throws -> Value
  ) async throws -> Value {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    child.arguments = [command] + words
    child.currentDirectoryURL = folder
    child.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let (input, output) = (Pipe(), Pipe())
    (child.standardInput, child.standardOutput) = (input, output)
    child.standardError = FileHandle.nullDevice
    try child.run()
    defer {
      // Threads of the runtime block signals, and children have their mask: only this one arrives.
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
    }
    var first: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      first.append(byte)
    }
    return try await body(String(decoding: first, as: UTF8.self), child.processIdentifier)
  }
}
