import FoundationEssentials
import TestFixtures
import Testing

@testable import Emulator

/// A small organisation on an emulator without a socket: Ann, Ben, Cleo, and Walt who has left.
struct Office {
  static let organizationID = "orga_office"
  static let world = makeWorld()

  let emulator: CloseEmulator
  let clock: JumpingClock

  init(
    associations: [(allowing: String, allowed: String, id: String)] = [],
    limits: EmulatorLimits = .off, options: WorldOptions = WorldOptions(),
    surroundings: World.Surroundings = World.Surroundings(), rememberedRequests: Int = 100,
    store: WorldStore? = nil, onChange: (@Sendable (WorldChange) -> Void)? = nil
  ) throws {
    clock = JumpingClock()
    let world = try World(
      organization: Self.world.organization, users: Self.world.users,
      associations: associations.map {
        World.Association(
          allowing: "\($0.allowing)@office.test", allowed: "\($0.allowed)@office.test", id: $0.id)
      }, options: options, surroundings: surroundings)
    emulator = CloseEmulator(
      world: world, limits: limits, clock: clock, epoch: .seconds(1_800_000_000), seed: 1,
      rememberedRequests: rememberedRequests, store: store,
      onStoreFailure: { Issue.record($0) }, onChange: onChange)
  }

  private static func makeWorld() -> World {
    let json = Data(
      """
      {"organization": {"id": "orga_office", "name": "Office"},
       "users": [
        {"email": "ann@office.test", "first_name": "Ann", "last_name": "Abel",
         "api_key": "key-ann", "role": "admin", "id": "user_ann"},
        {"email": "ben@office.test", "first_name": "Ben", "last_name": "Bird",
         "api_key": "key-ben", "role": "user", "id": "user_ben"},
        {"email": "cleo@office.test", "first_name": "Cleo", "last_name": "Cork",
         "api_key": "key-cleo", "role": "user", "id": "user_cleo"},
        {"email": "walt@office.test", "first_name": "Walt", "last_name": "Wood",
         "api_key": "key-walt", "role": "user", "id": "user_walt", "inactive": true}]}
      """.utf8)
    do {
      return try World(json: json)
    } catch {
      // The text is the one above: if it cannot be read, no test here means anything.
      preconditionFailure(error.message)
    }
  }

  /// Sends a request as somebody, by their first name; nil sends no credential.
  func send(
    _ method: String, _ path: String, as name: String?, json: String? = nil,
    contentType: String? = "application/json", isChunked: Bool = false
  ) -> WireResponse {
    emulator.respond(
      to: WireRequest(
        method: method, target: "/api/v1" + path, host: "close.test:8080",
        authorization: name.map { Self.authorization(key: "key-\($0)") },
        contentType: json == nil ? nil : contentType, isChunked: isChunked,
        body: Array((json ?? "").utf8)))
  }

  /// Sends a request and takes the answer apart.
  func ask(
    _ method: String, _ path: String, as name: String?, json: String? = nil
  ) throws -> Reply {
    try Reply(send(method, path, as: name, json: json))
  }

  /// The pairs there are, as "ann>ben", in the order of the book.
  var pairs: [String] {
    emulator.world.associations.map {
      [$0.allowing, $0.allowed].map { $0.prefix { $0 != "@" } }.joined(separator: ">")
    }
  }

  static func authorization(key: String) -> String {
    "Basic " + Data("\(key):".utf8).base64EncodedString()
  }

  /// An association as Close writes it.
  static func row(_ id: String, _ allowing: String, _ allowed: String) -> JSONValue {
    [
      "allowed_user_id": .string("user_\(allowed)"),
      "allowing_user_id": .string("user_\(allowing)"),
      "id": .string(id), "organization_id": "orga_office",
    ]
  }

  /// A validation error as Close writes it.
  static func invalid(errors: [JSONValue] = [], _ fields: JSONValue = [:]) -> Reply {
    Reply(status: 400, body: ["errors": .array(errors), "field-errors": fields])
  }
}
