import Emulator
import Foundation
import Profiles
import Synchronization

/// An emulator that misbehaves, and the program that is killed while it works there.
struct CrashOffice {
  /// When the program dies.
  enum Kill {
    /// At the n-th time that it comes to this step; see `KillPoint`.
    case step(String, Int)
    /// When the emulator has made its n-th change since the program began, and this long after.
    case change(Int, after: Duration)
  }

  /// Connections that break before and after the change, servers that fail before and after it, and
  /// lists that show what was so half a minute ago.
  static let faults = [
    "POST /send_as/*: 0.04 reset-before", "POST /send_as/*: 0.04 reset-after",
    "POST /send_as/*: 0.03 503", "POST /send_as/*: 0.03 502 after",
    "DELETE /send_as/*: 0.1 reset-after", "DELETE /send_as/*: 0.1 500 after",
    "GET /send_as/*: 0.5 stale 30s", "GET /send_as/*: 0.03 503",
  ]

  let script = CrashScript()
  private let program: Program
  private let emulator: CloseEmulator
  private let watch: ChangeWatch

  /// Calls `body` with an office of its own.
  static func use(
    seed: UInt64, _ body: (CrashOffice) async throws -> Void
  ) async throws {
    let watch = ChangeWatch()
    let emulator = CloseEmulator(
      world: try CrashScript.world(), limits: .off, seed: seed, onChange: watch.note)
    emulator.setFaults(try faults.map { try Fault($0) }, seed: seed)
    let baseURL = try await emulator.start()
    do {
      try await Program.use(
        files: ["crash.lua": CrashScript.source]
      ) { program in
        let office = CrashOffice(program: program, emulator: emulator, watch: watch)
        try program.write(
          String(decoding: try JSONEncoder().encode(office.script), as: UTF8.self),
          to: "program.json")
        try office.configure(baseURL)
        try await body(office)
      }
    } catch {
      await emulator.stop()
      throw error
    }
    await emulator.stop()
  }

  private func configure(_ baseURL: String) throws {
    let people = emulator.world.users.prefix(CrashScript.everyLender.count).map { person in
      PersonToConfigure(
        name: String(person.email.prefix { $0 != "@" }), apiKey: person.apiKey,
        email: person.email, userID: person.id, baseURL: baseURL)
    }
    try ProfileStore.writeConfiguration(
      for: people, defaultName: "l0", in: program.folder.path + "/config")
  }

  /// What went wrong with a run that should have come to its end.
  struct Unfinished: Error, CustomStringConvertible {
    let description: String
  }

  /// Runs the script to its end, however often it is killed on the way.
  ///
  /// - Parameter nextKill: Asked before each attempt how it dies; nil: it may go on to its end.
  /// - Returns: How often it was killed.
  /// - Throws: ``Unfinished`` where it does not come to its end.
  func runToItsEnd(_ nextKill: () -> Kill?) async throws -> Int {
    var words = ["run", "--max-revokes", "1000", "--allow-large-revoke", "crash.lua"]
    let first = words
    var kills = 0
    for _ in 1...100 {
      let outcome = try await attempt(words, nextKill())
      switch outcome.status {
      case 0: return kills
      case 128 + SIGKILL:
        kills += 1
        words = ["resume", "last"]
      // Killed before the run was in the journal.
      case 64 where outcome.error.contains("no runs in the journal"): words = first
      case 6: words = ["resume", "last"]
      case 7: words = ["retry", "--ambiguous", "last"]
      case 1, 3, 69: words = ["retry", "--failed", "last"]
      default:
        throw Unfinished(description: "\(words) has ended with \(outcome.status): \(outcome.error)")
      }
    }
    throw Unfinished(description: "the script does not come to its end")
  }

  private func attempt(_ words: [String], _ kill: Kill?) async throws -> Program.Outcome {
    var variables: [String: String] = [:]
    if case .step(let name, let count)? = kill { variables["SENDAS_KILL_AT"] = "\(name):\(count)" }
    let outcome = try await program.run(Program.path, words, variables) { process in
      if case .change(let count, let delay)? = kill { watch.kill(process, at: count, after: delay) }
    }
    watch.rest()
    return outcome
  }

  /// How often each pair has changed.
  var changes: [CrashScript.Pair: Int] { watch.counts }

  /// Operations whose outcome the journal does not know.
  func openOperations() async throws -> Bool {
    try await program("runs", "show", "last", "--format", "json").output
      .contains(#""state":"intent""#)
  }
}

/// Hears of every change that the emulator makes: counts them, and kills at one of them.
final class ChangeWatch: Sendable {
  private struct State {
    var pairs: [String: CrashScript.Pair]
    var counts: [CrashScript.Pair: Int] = [:]
    var target: (process: pid_t, left: Int, delay: Duration)?
  }

  private let state: Mutex<State>

  init() {
    let associations = (try? CrashScript.world())?.associations ?? []
    state = Mutex(
      State(
        pairs: Dictionary(
          associations.map {
            ($0.id, CrashScript.Pair(lender: $0.allowing, borrower: $0.allowed))
          }
        ) { first, _ in first }))
  }

  var counts: [CrashScript.Pair: Int] { state.withLock { $0.counts } }

  func kill(_ process: pid_t, at count: Int, after delay: Duration) {
    state.withLock { $0.target = (process, count, delay) }
  }

  func rest() { state.withLock { $0.target = nil } }

  @Sendable func note(_ change: WorldChange) {
    state.withLock { state in
      switch change {
      case .granted(let id, let allowing, let allowed):
        let pair = CrashScript.Pair(lender: allowing, borrower: allowed)
        state.pairs[id] = pair
        state.counts[pair, default: 0] += 1
      case .revoked(let id):
        if let pair = state.pairs[id] { state.counts[pair, default: 0] += 1 }
      case .member, .tokenGiven, .tokenEnded: break
      }
      state.target?.left -= 1
      guard let target = state.target, target.left <= 0 else { return }
      state.target = nil
      guard target.delay > .zero else {
        Glibc.kill(target.process, SIGKILL)
        return
      }
      // Somewhere in what the program does next; nobody waits for it.
      Task {
        try? await Task.sleep(for: target.delay)
        Glibc.kill(target.process, SIGKILL)
      }
    }
  }
}
