import CloseAPI
import Emulator
import Foundation
import Journal
import Synchronization
import Testing

@testable import Runs

/// People without a profile, whom somebody else has to be asked for.
struct StrangerTests {
  /// Profiles of some people of Acme, and a keeper who knows others.
  private final class Keeper: IdentitySource {
    let profiles: [(candidate: IdentityCandidate, key: String)]
    let known: [String: String]
    let likely: [String]
    let failure: RunError?
    private let questions = Mutex<[[String]]>([])

    init(
      profiles: [(IdentityCandidate, String)], known: [String: String], likely: [String] = [],
      failure: RunError? = nil
    ) {
      (self.profiles, self.known) = (profiles.map { ($0.0, $0.1) }, known)
      (self.likely, self.failure) = (likely, failure)
    }

    var asked: [[String]] { questions.withLock { $0 } }
    var keepers: String? { "the keeper" }
    func candidates() async -> [IdentityCandidate] { profiles.map(\.candidate) }
    func likelyNames(for word: String) async -> [String] { likely }
    func proven(_ name: String, as me: Me) async {}

    func strangers(_ words: [String]) async throws -> [IdentityCandidate] {
      questions.withLock { $0.append(words) }
      if let failure { throw failure }
      return words.filter { known[$0] != nil }.map { IdentityCandidate(stranger: $0) }
    }

    func credential(of name: String) async throws -> Credential {
      guard let key = profiles.first(where: { $0.candidate.name == name })?.key ?? known[name]
      else { throw RunError(.noCredential, "no key for \(name)") }
      return try Credential(apiKey: key)
    }
  }

  private static func key(_ name: String) -> String {
    World.acme.users.first { $0.email == "\(name)@acme.test" }?.apiKey ?? ""
  }

  private static let alice = (
    IdentityCandidate(name: "alice", email: "alice@acme.test"), key("alice")
  )

  private static func engine(
    _ keeper: Keeper, _ body: (RunEngine) async throws -> Void
  ) async throws {
    let emulator = CloseEmulator(world: .acme, seed: 1)
    let transport = try CloseTransport(baseURL: try await emulator.start())
    let record = RunRecord(
      id: "20261126-144239-test", command: "run", workingFolder: "/", startedBy: "me@here",
      baseURL: "http://127.0.0.1/api/v1", identity: "alice", startedAt: Date())
    let engine = try await RunEngine(
      run: record, journal: try RunJournal.inMemory(), transport: transport, identities: keeper,
      identity: "alice", emit: { _ in })
    let result: Result<Void, any Error>
    do { result = .success(try await body(engine)) } catch { result = .failure(error) }
    await transport.shutdown()
    await emulator.stop()
    try result.get()
  }

  /// Looks people up as tasks of one script do, all at the same time.
  private func lookUp(
    _ words: [String], in engine: RunEngine
  ) async -> [String: Result<String, any Error>] {
    engine.stillness.moves(words.count)
    return await withTaskGroup(of: (String, Result<String, any Error>).self) { group in
      for word in words {
        group.addTask {
          defer { engine.stillness.rests() }
          do { return (word, .success(try await engine.identity(word).me.email)) } catch {
            return (word, .failure(error))
          }
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  @Test func `all whom tasks wait for are asked for together, and each once`() async throws {
    let words = (["bob", "carol", "dave"]).map { "\($0)@acme.test" }
    let keeper = Keeper(
      profiles: [Self.alice],
      known: Dictionary(
        uniqueKeysWithValues: words.map { ($0, Self.key(String($0.prefix { $0 != "@" }))) }))
    try await Self.engine(keeper) { engine in
      let found = await lookUp(words + ["alice@acme.test", "nina@acme.test"] + words, in: engine)
      let emails = try (words + ["alice@acme.test"]).map { try found[$0]?.get() }
      #expect(emails == words + ["alice@acme.test"])
      #expect(throws: RunError.self) { try found["nina@acme.test"]?.get() }
      _ = await lookUp(["nina@acme.test"] + words, in: engine)

      #expect(keeper.asked == [words + ["nina@acme.test"]])
      #expect(await engine.candidates().map(\.name) == ["alice"] + words)
    }
  }

  @Test func `preflight asks once, and names all who are missing or wrong`() async throws {
    let keeper = Keeper(
      profiles: [Self.alice],
      known: ["bob@acme.test": Self.key("bob"), "eve@acme.test": Self.key("frank")])
    try await Self.engine(keeper) { engine in
      engine.stillness.moves()
      let error = await #expect(throws: RunError.self) {
        try await engine.preflight(["alice", "bob@acme.test", "eve@acme.test", "zoe@acme.test"])
      }
      let proven = try await engine.preflight(["bob@acme.test", "alice@acme.test"])
      engine.stillness.rests()

      #expect(keeper.asked == [["bob@acme.test", "eve@acme.test", "zoe@acme.test"]])
      #expect(error?.kind == .noCredential)
      let lines = error?.message.split(separator: "\n").map(String.init) ?? []
      #expect(lines.first == "2 of 4 people have no usable credential here:")
      #expect(lines.dropFirst().first?.contains("belongs to frank@acme.test") == true)
      #expect(lines.dropFirst(2).first?.contains("the keeper has no key either") == true)
      #expect(proven.map(\.me.email) == ["bob@acme.test", "alice@acme.test"])
    }
  }

  @Test func `a keeper who fails is not asked again, and says why to everybody`() async throws {
    let keeper = Keeper(
      profiles: [Self.alice], known: [:], failure: RunError(.noCredential, "it exited with 1"))
    try await Self.engine(keeper) { engine in
      for words in [["bob@acme.test", "carol@acme.test"], ["dave@acme.test"]] {
        for (_, result) in await lookUp(words, in: engine) {
          let error = #expect(throws: RunError.self) { try result.get() }
          #expect(error?.message == "it exited with 1")
        }
      }
      #expect(keeper.asked.count == 1)
    }
  }

  @Test func `whoever has a profile is not looked for elsewhere when its key is no good`()
    async throws
  {
    let keeper = Keeper(
      profiles: [
        Self.alice, (IdentityCandidate(name: "b"), "api_1abc.DeAd"),
        (IdentityCandidate(name: "carol", email: "carol@acme.test"), "api_2abc.DeAd"),
      ],
      known: ["bob@acme.test": Self.key("bob"), "carol@acme.test": Self.key("carol")],
      likely: ["b"])
    try await Self.engine(keeper) { engine in
      for (_, result) in await lookUp(["bob@acme.test", "carol@acme.test"], in: engine) {
        let error = #expect(throws: CloseError.self) { try result.get() }
        #expect(error?.kind == .unauthorized)
      }
      #expect(keeper.asked.isEmpty)
    }
  }

  @Test func `two profiles of one person are an error that names both`() async throws {
    let keeper = Keeper(
      profiles: [Self.alice, (IdentityCandidate(name: "again"), Self.key("alice"))], known: [:])
    try await Self.engine(keeper) { engine in
      let found = await lookUp(["alice", "again"], in: engine)
      let failures = found.values.compactMap { result in
        if case .failure(let error) = result { "\(error)" } else { nil }
      }
      #expect(failures.count == 1)
      #expect(failures.first?.contains("'alice'") == true)
      #expect(failures.first?.contains("'again'") == true)
    }
  }
}
