import Foundation

/// The emulator in a program of its own, so that its work is not taken for that of what is measured.
enum EmulatorProgram {
  /// Calls `body` with its base URL, and ends it afterwards; nothing limits it.
  static func use<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let (emulator, baseURL) = try start(["--limit", "off"])
    defer {
      // Threads of the runtime block signals, and children have their mask: only this one arrives.
      kill(emulator.processIdentifier, SIGKILL)
      emulator.waitUntilExit()
    }
    return try await body(baseURL)
  }

  /// Starts it, and answers its base URL, which is the first line that it prints.
  static func start(_ options: [String]) throws -> (process: Process, baseURL: String) {
    let emulator = Process()
    emulator.executableURL = URL(fileURLWithPath: try Child.folder + "/sendas")
    emulator.arguments = ["emulator"] + options
    let output = Pipe()
    emulator.standardOutput = output
    emulator.standardError = FileHandle.nullDevice
    try emulator.run()
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      line.append(byte)
    }
    return (emulator, String(decoding: line, as: UTF8.self))
  }
}
