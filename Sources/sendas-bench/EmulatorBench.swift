import Emulator
import Foundation

/// What the emulator costs beyond the server it stands on, and that neither its memory nor its
/// answers grow with what was asked of it.
enum EmulatorBench {
  private static let requests = 4000
  private static let lasting = 1_000_000

  static func figures() async throws -> [Figure] {
    [try await speed(), try await listing()] + (try await memory())
  }

  /// Lists and creates by turns against a constant: 0.6 of its requests per second is 1.67 of its
  /// time.
  ///
  /// Every create makes an association, in every round others.
  static func speed() async throws -> Figure {
    let emulator = CloseEmulator(world: try crowd(associations: 100), limits: .off)
    let base = try await emulator.start()
    let port = URLComponents(string: base)?.port ?? 0
    let list = request("GET", "/api/v1/send_as/?allowed_user_id=user_1", key: "key-1")
    let creates = (12..<100).flatMap { person in
      (12..<100).filter { $0 != person }.map { create(person, $0) }
    }
    // Many and short, so that some of each are not disturbed by what else the machine does.
    let rounds = 31
    let half = creates.count / rounds
    // As long as what the emulator answers on average.
    let constant = String(repeating: "x", count: 150)
    let get = request("GET", "/constant/", key: "key-1")
    let figure = try await BareRoute.serve(constant) { bare in
      var round = 0
      return try await Figure.ratio(
        "list and create by turns, limits off", against: "a bare Hummingbird route", rounds: rounds,
        bound: 1 / 0.6,
        {
          let mixed = creates[(round * half)..<((round + 1) * half)].flatMap { [list, $0] }
          round += 1
          return try await Figure.seconds { try ask(port, mixed) }
        },
        {
          let post = request("POST", "/constant/", key: "key-1", body: grant(12, 13))
          let mixed = (0..<half).flatMap { _ in [get, post] }
          return try await Figure.seconds { try ask(bare, mixed) }
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

  /// In the child: a client lists, creates and deletes over its socket, so that there are as many
  /// associations at the end as at the beginning.
  ///
  /// Limits are on and wide, so that requests are counted and none is refused for them.
  static func fill(_ mark: @Sendable () -> Void) async throws {
    let wide = EmulatorLimits(requestsPerSecond: 1_000_000, window: 8)
    let emulator = CloseEmulator(world: try crowd(associations: 100), limits: wide)
    let base = try await emulator.start()
    let list = request("GET", "/api/v1/send_as/?allowed_user_id=user_1", key: "key-1")
    let delete = request(
      "DELETE", "/api/v1/send_as/?allowing_user_id=user_0&allowed_user_id=user_99", key: "key-0")
    var client = try LoopbackClient(port: URLComponents(string: base)?.port ?? 0)
    for number in 1...lasting {
      try client.send([list, create(0, 99), delete][number % 3])
      if number == lasting / 10 || number == lasting { mark() }
    }
    client.end()
    await emulator.stop()
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

  private static func grant(_ allowing: Int, _ allowed: Int) -> String {
    #"{"allowing_user_id":"user_\#(allowing)","allowed_user_id":"user_\#(allowed)"}"#
  }

  private static func create(_ allowing: Int, _ allowed: Int) -> [UInt8] {
    request(
      "POST", "/api/v1/send_as/", key: "key-\(allowing)", body: grant(allowing, allowed))
  }

  private static func ask(_ port: Int, _ requests: [[UInt8]]) throws {
    var client = try LoopbackClient(port: port)
    defer { client.end() }
    for request in requests { try client.send(request) }
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
