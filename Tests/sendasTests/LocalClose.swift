import Emulator
import Foundation
import Profiles

/// An emulator inside the tests, so that they can see and set what the program finds there.
struct LocalClose {
  let emulator: CloseEmulator
  let baseURL: String
  let world: World

  /// Calls `body` with an emulator without limits, and ends it afterwards.
  static func use(
    _ world: World = .acme, _ body: (LocalClose) async throws -> Void
  ) async throws {
    let emulator = CloseEmulator(world: world, limits: .off, seed: 1)
    let close = LocalClose(
      emulator: emulator, baseURL: try await emulator.start(), world: world)
    do {
      try await body(close)
    } catch {
      await emulator.stop()
      throw error
    }
    await emulator.stop()
  }

  /// Writes profiles of all active people into the program's configuration folder.
  func configure(_ program: Program) throws {
    let people = world.users.filter { !$0.isInactive }.map { person in
      PersonToConfigure(
        name: name(of: person), apiKey: person.apiKey, email: person.email, userID: person.id,
        baseURL: baseURL)
    }
    try ProfileStore.writeConfiguration(
      for: people, defaultName: "alice", in: program.folder.path + "/config")
  }

  /// Puts faults in force, each as the command line writes it.
  func strike(_ rules: String...) throws {
    emulator.setFaults(try rules.map { try Fault($0) }, seed: 1)
  }

  /// What was asked of it so far, as `POST /api/v1/membership/`.
  var requests: [String] { emulator.requests.map { "\($0.method) \($0.path)" } }

  private func name(of person: World.Person) -> String {
    String(person.email.prefix { $0 != "@" })
  }
}
