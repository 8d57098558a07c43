import Emulator
import Foundation

/// What the emulator costs beyond the server it stands on, and that neither its memory nor its
/// answers grow with what was asked of it.
enum EmulatorBench {
  private static let requests = 4000

  static func figures() async throws -> [Figure] {
    [try await speed(), try await listing()] + (try await memory())
  }

  /// Lists and creates by turns against a constant: 0.6 of its requests per second is 1.67 of its
  /// time.
  private static func speed() async throws -> Figure {
    let world = try crowd(associations: 100)
    let emulator = CloseEmulator(world: world, limits: .off)
    let base = try await emulator.start()
    let port = URLComponents(string: base)?.port ?? 0
    let (list, create) = requests(of: world)
    let constant = String(repeating: "x", count: 280)
    let figure = try await BareRoute.serve(constant) { bare in
      try await Figure.ratio(
        "list and create by turns, limits off", against: "a bare Hummingbird route", bound: 1 / 0.6,
        { try await Figure.seconds { try ask(port, [list, create]) } },
        {
          try await Figure.seconds {
            try ask(
              bare,
              [request("GET", "/constant/", key: "k"), request("POST", "/constant/", key: "k")])
          }
        })
    }
    await emulator.stop()
    return figure
  }

  /// The list of a person with ten associations in a large world and in a small one.
  private static func listing() async throws -> Figure {
    let large = CloseEmulator(world: try crowd(associations: 200_000), limits: .off)
    let small = CloseEmulator(world: try crowd(associations: 200), limits: .off)
    let list = WireRequest(
      method: "GET", target: "/api/v1/send_as/", authorization: authorization("key-0"))
    func time(_ emulator: CloseEmulator) async throws -> Double {
      try await Figure.seconds {
        for _ in 0..<requests { _ = emulator.respond(to: list) }
      }
    }
    return try await Figure.ratio(
      "a list among 200,000 associations", against: "among 200", bound: 1.2,
      { try await time(large) }, { try await time(small) })
  }

  private static func memory() async throws -> [Figure] {
    let taken = try await MemoryTrial.emulator.measure()
    guard taken.count == 2 else {
      throw Child.Failure(description: "the memory trial did not say what it took")
    }
    return [
      Figure(
        what: "resident after 1,000,000 requests", against: "after the first 100,000",
        value: taken[1] / taken[0], bound: 1.05)
    ]
  }

  /// In the child: the emulator's part alone, a request at a time, half of them changes that come
  /// to nothing in the end.
  static func fill(_ mark: () -> Void) throws {
    let emulator = CloseEmulator(world: try crowd(associations: 100), limits: .close)
    let grant = #"{"allowing_user_id":"user_0","allowed_user_id":"user_99"}"#
    let create = WireRequest(
      method: "POST", target: "/api/v1/send_as/", authorization: authorization("key-0"),
      contentType: "application/json", body: Array(grant.utf8))
    let delete = WireRequest(
      method: "DELETE",
      target: "/api/v1/send_as/?allowing_user_id=user_0&allowed_user_id=user_99",
      authorization: authorization("key-0"))
    for number in 1...1_000_000 {
      _ = emulator.respond(to: number % 2 == 0 ? create : delete)
      if number == 100_000 || number == 1_000_000 { mark() }
    }
  }

  /// People of whom each lets the next ten send as them, until there are enough associations.
  private static func crowd(associations: Int) throws -> World {
    let count = max(100, associations / 10 + 11)
    let users = (0..<count).map { number in
      World.Person(
        email: "p\(number)@bench.test", firstName: "P", lastName: "\(number)",
        apiKey: "key-\(number)", role: number == 0 ? "admin" : "user", id: "user_\(number)")
    }
    let pairs = (0..<associations).map { number in
      World.Association(
        allowing: "p\(number / 10)@bench.test",
        allowed: "p\(number / 10 + number % 10 + 1)@bench.test", id: "sdas_\(number)")
    }
    return try World(
      organization: World.Organization(name: "Bench"), users: users, associations: pairs)
  }

  private static func requests(of world: World) -> (list: [UInt8], create: [UInt8]) {
    let grant = #"{"allowing_user_id":"user_0","allowed_user_id":"user_5"}"#
    return (
      request("GET", "/api/v1/send_as/?allowed_user_id=user_1", key: "key-1"),
      request("POST", "/api/v1/send_as/", key: "key-0", body: grant)
    )
  }

  private static func ask(_ port: Int, _ requests: [[UInt8]]) throws {
    var client = try LoopbackClient(port: port)
    defer { client.end() }
    for number in 0..<Self.requests { try client.send(requests[number % requests.count]) }
  }

  private static func request(
    _ method: String, _ target: String, key: String, body: String = ""
  ) -> [UInt8] {
    let length =
      body.isEmpty
      ? "" : "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
    return Array(
      ("\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        + "Authorization: \(authorization(key))\r\n\(length)\r\n\(body)").utf8)
  }

  private static func authorization(_ key: String) -> String {
    "Basic " + Data("\(key):".utf8).base64EncodedString()
  }
}
