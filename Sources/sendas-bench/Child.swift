import Foundation

/// A program that was run to its end.
struct Child {
  let output: String
  /// What it has said on standard error.
  let problems: String
  /// Seconds of user time on the processor.
  let userTime: Double
  /// Seconds from start to end.
  let time: Double

  /// Something that a benchmark needs is not there, or has failed.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder of this program, in which the build has put `sendas` as well.
  static var folder: String {
    get throws {
      let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(fileURLWithPath: own).deletingLastPathComponent().path
    }
  }

  /// Runs a program and waits for it; children must be run one after the other.
  ///
  /// - Throws: ``Failure`` unless it ends with status 0.
  static func run(
    _ program: String, _ words: [String], environment: [String: String] = [:]
  ) async throws -> Child {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: program)
    child.arguments = words
    child.environment = ProcessInfo.processInfo.environment.merging(
      environment, uniquingKeysWith: { $1 })
    let output = Pipe()
    child.standardOutput = output
    let problems = Pipe()
    child.standardError = problems
    let before = userTimeOfChildren
    let start = ContinuousClock.now
    let status = try await withCheckedThrowingContinuation { waiter in
      child.terminationHandler = { waiter.resume(returning: $0.terminationStatus) }
      do { try child.run() } catch { waiter.resume(throwing: error) }
    }
    let time = (ContinuousClock.now - start) / .seconds(1)
    let said = try text(problems)
    guard status == 0 else {
      throw Failure(
        description: "\(program) \(words.joined(separator: " ")) has ended with status \(status):"
          + " \(said)")
    }
    return Child(
      output: try text(output), problems: said, userTime: userTimeOfChildren - before, time: time)
  }

  // A program writes some lines only: they wait in the pipe.
  private static func text(_ pipe: Pipe) throws -> String {
    String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  private static var userTimeOfChildren: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
  }

  /// The program of that name in PATH.
  static func find(_ name: String) throws -> String {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard let folder = folders.first(where: { access("\($0)/\(name)", X_OK) == 0 }) else {
      throw Failure(description: "\(name) is not installed; scripts/bench installs it")
    }
    return "\(folder)/\(name)"
  }
}
