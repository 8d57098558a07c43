import CloseAPI
import Dispatch
import Emulator
import Journal
import Synchronization
import Testing

@testable import Runs

struct RunEngineTests {
  @Test func `changes of one person leave in one bulk, after one listing`() async throws {
    try await RunFixture.run { fixture in
      let people = ["grace", "heidi", "ivan", "bob"]

      let results = try await fixture.perform(people.map { .grant(fixture.id($0)) })

      let isNew = try results.map { result in
        guard case .granted(_, let isNew) = try result.get() else { return false }
        return isNew
      }
      // Bob is in Alice's team from the beginning.
      #expect(isNew == [true, true, true, false])
      #expect(fixture.sendAsRequests == ["GET /api/v1/send_as/", "POST /api/v1/send_as/bulk/"])
      let tally = await fixture.engine.progress().tally
      #expect(tally.granted == 3)
      #expect(tally.alreadyGranted == 1)
    }
  }

  @Test func `an intent is in the journal before its request leaves`() async throws {
    let journal = try RunJournal.inMemory()
    let seen = SeenStates()
    // Called before the request is answered; it waits there until the journal was read.
    let onChange: @Sendable (WorldChange) -> Void = { _ in
      let read = DispatchSemaphore(value: 0)
      Task {
        let operations = try await journal.operations(of: "20261123-144239-test")
        seen.add(operations.map(\.state))
        read.signal()
      }
      read.wait()
    }
    try await RunFixture.run(journal: journal, onChange: onChange) { fixture in
      _ = try await fixture.perform([.grant(fixture.id("grace"))])
    }

    #expect(seen.all == [.intent])
  }

  @Test func `the journal has every operation, how it ended and the request it left in`()
    async throws
  {
    try await RunFixture.run { fixture in
      _ = try await fixture.perform([.grant(fixture.id("grace")), .grant(fixture.id("bob"))])
      _ = await fixture.engine.finish(.done, exitStatus: 0)

      let operations = try await fixture.journal.operations(of: fixture.engine.run.id)
      let run = try await fixture.journal.run(matching: "last")
      #expect(operations.map(\.kind) == ["grant", "grant"])
      #expect(Set(operations.map(\.state)) == [.done, .unchanged])
      #expect(operations.filter { $0.state == .done }.map(\.request) == ["20261123-144239-test/1"])
      #expect(run.state == .done)
      #expect(run.exitStatus == 0)
    }
  }

  @Test func `granting to oneself is refused and nothing is sent`() async throws {
    try await RunFixture.run { fixture in
      let results = try await fixture.perform([.grant(fixture.id("alice"))])

      let error = #expect(throws: RunError.self) { try results[0].get() }
      #expect(error?.kind == .refused)
      #expect(fixture.sendAsRequests == [])
    }
  }

  @Test func `listing for two other people is refused with the call that would work`() async throws
  {
    try await RunFixture.run { fixture in
      let results = try await fixture.perform([
        .list(allowing: fixture.id("bob"), allowed: nil)
      ])

      let error = #expect(throws: RunError.self) { try results[0].get() }
      #expect(error?.kind == .wrongIdentity)
      #expect(error?.message.contains("sendas.as(") == true)
      #expect(fixture.sendAsRequests == [])
    }
  }

  @Test func `each person's changes go in that person's own name`() async throws {
    try await RunFixture.run { fixture in
      _ = try await fixture.perform([.grant(fixture.id("zoe"))], as: "bob")
      _ = try await fixture.perform([.grant(fixture.id("zoe"))], as: "carol")

      let pairs = fixture.emulator.world.associations.filter { $0.allowed == "zoe@acme.test" }
      #expect(Set(pairs.map(\.allowing)).isSuperset(of: ["bob@acme.test", "carol@acme.test"]))
    }
  }

  @Test func `revoking answers whether there was anything to revoke`() async throws {
    try await RunFixture.run { fixture in
      let results = try await fixture.perform([
        .revoke(.person(fixture.id("bob"))), .revoke(.person(fixture.id("grace"))),
      ])

      let was = try results.map { result in
        guard case .revoked(let was) = try result.get() else { return false }
        return was
      }
      #expect(was == [true, false])
    }
  }

  @Test func `an association's id can be revoked by the one who granted it, and by nobody else`()
    async throws
  {
    try await RunFixture.run { fixture in
      let association = try #require(
        fixture.world.associations.first {
          $0.allowing == "alice@acme.test" && $0.allowed == "bob@acme.test"
        })
      let id = AssociationID(rawValue: association.id)

      let bobs = try await fixture.perform([.revoke(.association(id))], as: "bob")
      let alices = try await fixture.perform([.revoke(.association(id))])
      let again = try await fixture.perform([.revoke(.association(id))])

      let error = #expect(throws: RunError.self) { try bobs[0].get() }
      #expect(error?.kind == .wrongIdentity)
      #expect(try alices[0].get().wasRevoked == true)
      #expect(try again[0].get().wasRevoked == false)
    }
  }

  @Test func `one bad id in a bulk does not stop the others`() async throws {
    try await RunFixture.run { fixture in
      let results = try await fixture.perform([
        .grant(fixture.id("grace")), .grant("user_nobody"), .grant(fixture.id("heidi")),
      ])

      #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
      let error = #expect(throws: CloseError.self) { try results[1].get() }
      #expect(error?.kind == .invalid)
    }
  }

  @Test func `somebody who has left cannot be granted anything, by id either`() async throws {
    try await RunFixture.run { fixture in
      let results = try await fixture.perform([.grant(fixture.id("walter"))])

      let error = #expect(throws: RunError.self) { try results[0].get() }
      #expect(error?.kind == .refused)
      #expect(fixture.sendAsRequests == [])
    }
  }

  @Test func `the journal says what held before a change`() async throws {
    try await RunFixture.run { fixture in
      _ = try await fixture.perform([.grant(fixture.id("grace"))])
      _ = try await fixture.perform([.revoke(.person(fixture.id("grace")))])

      let before = try await fixture.journal.operations(of: fixture.engine.run.id).map(\.before)
      #expect(before.count == 2)
      #expect(before[0] == "[]")
      #expect(before[1]?.contains(fixture.id("grace").rawValue) == true)
    }
  }

  @Test func `a listing tells of changes from outside, and later changes rest on it`() async throws
  {
    try await RunFixture.run { fixture in
      let bob = fixture.id("bob")
      _ = try await fixture.perform([.grant(bob)])
      let outside = CloseClient(
        credential: try Credential(apiKey: fixture.world.users[0].apiKey),
        transport: try CloseTransport(baseURL: fixture.baseURL))
      try await outside.revoke(allowed: bob, allowing: fixture.id("alice"))
      _ = try await fixture.perform([.list(allowing: nil, allowed: nil)])

      let results = try await fixture.perform([.grant(bob)])

      guard case .granted(_, let isNew) = try results[0].get() else { return }
      #expect(isNew)
    }
  }

  @Test func `a refused revocation by id is one row in the journal`() async throws {
    try await RunFixture.run { fixture in
      let id = AssociationID(fixture.world.associations[0].id)
      _ = try await fixture.perform([.revoke(.association(id))], as: "zoe")
      _ = await fixture.engine.finish(.done, exitStatus: 0)

      let operations = try await fixture.journal.operations(of: fixture.engine.run.id)
      #expect(operations.map(\.kind) == ["revoke"])
    }
  }

  @Test func `an email is found whatever its case, and a near miss is suggested`() async throws {
    try await RunFixture.run { fixture in
      fixture.engine.stillness.moves()
      let person = try await fixture.engine.person("BOB@acme.test")
      let error = await #expect(throws: RunError.self) {
        try await fixture.engine.knownPerson("bobb@acme.test")
      }
      fixture.engine.stillness.rests()

      #expect(person?.id == fixture.id("bob"))
      #expect(error?.kind == .unknownUser)
      #expect(error?.message.contains("did you mean 'bob@acme.test'?") == true)
    }
  }

  @Test func `preflight names everybody who has no credential`() async throws {
    try await RunFixture.run { fixture in
      fixture.engine.stillness.moves()
      let error = await #expect(throws: RunError.self) {
        try await fixture.engine.preflight(["bob", "nina@acme.test", "walter@acme.test"])
      }
      fixture.engine.stillness.rests()

      #expect(error?.kind == .noCredential)
      #expect(error?.message.contains("2 of 3") == true)
      #expect(error?.message.contains("nina@acme.test") == true)
      #expect(error?.message.contains("walter@acme.test") == true)
    }
  }
}

/// States that were read from a journal, on any thread.
private final class SeenStates: Sendable {
  private let states = Mutex<[OperationState]>([])

  var all: [OperationState] { states.withLock { $0 } }
  func add(_ more: [OperationState]) { states.withLock { $0 += more } }
}

extension Outcome {
  fileprivate var wasRevoked: Bool? { if case .revoked(let was) = self { was } else { nil } }
}
