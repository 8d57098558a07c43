import CloseAPI
import Emulator
import Foundation
import Journal
import Runs
import Scripting

/// A script in a process that does nothing else and measures itself.
struct RunTrial {
  /// The first word of the child's command line.
  static let word = "--run-trial"

  private let baseURL: String
  private let folder: String
  private let script: String
  private let journal: String
  private let attempt: Int

  /// Takes the child's words, as ``EmulatorProcess/trial(_:journal:attempt:)`` gives them.
  init(_ words: [String]) throws {
    guard words.count == 5, let attempt = Int(words[4]) else {
      throw Child.Failure(description: "a run trial takes five words")
    }
    (baseURL, folder, script, journal) = (words[0], words[1], words[2], words[3])
    self.attempt = attempt
  }

  /// What a trial has measured.
  struct Report {
    /// Seconds of the processor, of users and system.
    let processor: Double
    /// Of which for the journal.
    let journal: Double
    /// The most that was resident, in megabytes.
    let peak: Double
    /// What was resident, in megabytes, each time that the script has printed `mark`.
    let marks: [Double]

    init(_ text: String) throws {
      let numbers = text.split(separator: "\n").compactMap { Double($0) }
      guard numbers.count >= 3 else {
        throw Child.Failure(description: "a run trial did not say what it took: \(text)")
      }
      marks = Array(numbers.dropLast(3))
      let last = Array(numbers.suffix(3))
      (processor, journal, peak) = (last[0], last[1], last[2])
    }
  }

  /// In the child: prints the numbers of a ``Report``, one per line.
  func run() async throws {
    let journal = try RunJournal(file: "\(folder)/\(journal)")
    let transport = try CloseTransport(baseURL: baseURL)
    var record = RunRecord(
      id: "bench", command: "run", workingFolder: folder, startedBy: "bench", baseURL: baseURL,
      identity: "p0", startedAt: Date())
    record.attempt = attempt
    let emit = { @Sendable (event: RunEvent) in
      switch event {
      case .print("mark"): print(Self.resident("VmRSS"))
      case .itemFailed(let failure):
        FileHandle.standardError.write(Data("\(failure.message)\n".utf8))
        exit(1)
      default: break
      }
    }
    let world = try World(json: Data(contentsOf: URL(fileURLWithPath: folder + "/world.json")))
    let engine = try await RunEngine(
      run: record, journal: journal, transport: transport,
      // The first attempt has proven the keys, which the program would not ask again.
      identities: try world.identities(areProven: attempt > 1),
      identity: "p0", emit: emit)
    let host = try await ScriptHost(
      engine: engine,
      files: FileAccess(workingFolder: folder, scriptFolder: nil, named: []), emit: emit)
    let source = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(script)"))
    let report = await host.run(Script(name: script, source: Array(source)))
    if let error = report.error { throw error }
    let (_, failure) = await engine.finish(.done, exitStatus: 0)
    if let failure { throw failure }
    print(Self.processorTime)
    print(journal.processorTime / .seconds(1))
    print(Self.resident("VmHWM"))
    await transport.shutdown()
  }

  private static var processorTime: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  /// proc(5): lines as `VmHWM:   51200 kB`.
  private static func resident(_ name: String) -> Double {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    let number = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    return (number ?? 0) * 1.024e-3
  }
}

extension World {
  /// All people as identities, each under the part of their email before the `@`; an earlier run may
  /// have proven them.
  func identities(areProven: Bool = false) throws -> KeyedIdentities {
    KeyedIdentities(
      try users.map { person in
        (
          IdentityCandidate(
            name: String(person.email.prefix { $0 != "@" }), email: person.email,
            userID: UserID(person.id)),
          try Credential(apiKey: person.apiKey)
        )
      }, provenIn: areProven ? OrganizationID(organization.id) : nil)
  }
}
