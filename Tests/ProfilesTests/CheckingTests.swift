import CloseAPI
import Synchronization
import TestFixtures
import Testing

@testable import Profiles

@Suite struct CheckingTests {
  @Test func `all are asked, and the configuration says afterwards who they are`() async throws {
    try await Acme.use { acme in
      try acme.folder.write(
        "# us\n[profiles.al]\napi_key_file = \"al\" # hers\n\n[profiles.bo]\napi_key_file = \"bo\"\n"
          + "email = \"bob@acme.test\"\n", to: "config.toml")
      try acme.folder.write(acme.key(of: "alice"), to: "al")
      try acme.folder.write(acme.key(of: "bob"), to: "bo")
      let store = try acme.folder.store()

      let checks = await store.check(store.profiles) { _ in acme.transport }
      #expect(checks.map { $0.person?.email } == ["alice@acme.test", "bob@acme.test"])
      #expect(checks[0].person?.organizationName == "Acme")
      #expect(try await store.bind(checks) == ["al", "bo"])

      let bound = try acme.folder.store()
      #expect(bound.profiles.map(\.email) == ["alice@acme.test", "bob@acme.test"])
      #expect(bound.profiles.allSatisfy { $0.userID != nil && $0.organizationID != nil })
      #expect(
        try acme.folder.text(of: "config.toml").hasPrefix(
          "# us\n[profiles.al]\napi_key_file = \"al\" # hers\nemail = \"alice@acme.test\"\n"))
      #expect(try await bound.bind(checks) == [])
    }
  }

  @Test func `somebody else's key, a dead key, a missing one and twins are each told`()
    async throws
  {
    try await Acme.use { acme in
      try acme.folder.write(
        """
        [profiles.a-dead]
        api_key_file = "dead"
        [profiles.b-missing]
        api_key_file = "missing"
        [profiles.c-other]
        api_key_file = "carol"
        email = "bob@acme.test"
        [profiles.d-one]
        api_key_file = "dave"
        [profiles.e-two]
        api_key_file = "dave"
        """, to: "config.toml")
      try acme.folder.write("api_1abc.DeAd", to: "dead")
      try acme.folder.write(acme.key(of: "carol"), to: "carol")
      try acme.folder.write(acme.key(of: "dave"), to: "dave")
      let store = try acme.folder.store()

      let checks = await store.check(store.profiles) { _ in acme.transport }

      let problems = checks.map { check in
        if case .failure(let error) = check.result { "\(error)" } else { "" }
      }
      #expect(problems[0].contains("does not accept the key api_1abc.***"))
      #expect(problems[1].contains("is not there"))
      #expect(
        problems[2].contains(
          "is configured for bob@acme.test, but its key belongs to carol@acme.test"))
      #expect(problems[3].contains("profiles 'd-one' and 'e-two' are both dave@acme.test"))
      #expect(problems[4] == problems[3])
      #expect(try await store.bind(checks) == [])
    }
  }

  @Test func `a key of the right person in another organization is refused`() async throws {
    try await Acme.use { acme in
      try acme.folder.write(
        "[profiles.alice]\napi_key_file = \"keys/alice\"\nemail = \"alice@acme.test\"\n"
          + "organization_id = \"orga_other\"\n", to: "config.toml")
      try acme.folder.write(acme.key(of: "alice"), to: "keys/alice")
      let store = try acme.folder.store()

      for attempt in [
        { _ = try await store.proof(of: store.profiles[0], over: acme.transport) },
        { try await acme.add("alice") },
      ] as [() async throws -> Void] {
        let error = await #expect(throws: ProfileError.self) { try await attempt() }
        #expect(
          error?.message.contains("in organization orga_other, but its key acts in Acme") == true)
      }
    }
  }

  @Test func `only some programs are asked for keys at once, and all come to their turn`()
    async throws
  {
    let slots = CommandSlots(3)
    let running = Gauge()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await slots.holding {
            running.begin()
            for _ in 0..<10 { await Task.yield() }
            running.end()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect((1...3).contains(running.most))
    #expect(running.done == 50)
  }

  @Test func `people without a profile are proven by what the helper gives, asked once`()
    async throws
  {
    try await Acme.use { acme in
      try acme.folder.write(
        """
        #!/bin/sh
        echo asked >> asked; cat > /dev/null
        echo '{"credentials":{"bob@acme.test":{"api_key":"\(acme.key(of: "bob"))"},\
        "eve@acme.test":{"api_key":"\(acme.key(of: "carol"))"}}}'
        """, to: "helper", permissions: 0o700)
      let store = try acme.folder.store(configuration: "credential_helper = [\"./helper\"]\n")

      let checks = try await store.check(
        strangers: ["bob@acme.test", "eve@acme.test", "zoe@acme.test"], over: acme.transport)

      #expect(checks[0].person?.email == "bob@acme.test")
      #expect(checks[0].profile.source == .helper(["./helper"]))
      let problems = checks.map { check in
        if case .failure(let error) = check.result { "\(error)" } else { "" }
      }
      #expect(problems[1].contains("its key belongs to carol@acme.test"))
      #expect(problems[2].contains("no source knows a key"))
      #expect(try acme.folder.text(of: "asked") == "asked\n")
    }
  }
}

/// How many run at once, and how many have ended.
private final class Gauge: Sendable {
  private struct Counts {
    var (now, most, done) = (0, 0, 0)
  }

  private let counts = Mutex(Counts())

  var most: Int { counts.withLock { $0.most } }
  var done: Int { counts.withLock { $0.done } }

  func begin() {
    counts.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
  }

  func end() {
    counts.withLock {
      $0.now -= 1
      $0.done += 1
    }
  }
}
