import AsyncHTTPClient
import Emulator
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// The same answers over a real socket, with a client that has nothing of ours.
@Suite("The emulator on a loopback port")
struct LoopbackTests {
  /// Runs an emulator for the time of a test.
  private func serving(
    _ emulator: CloseEmulator, _ body: (String) async throws -> Void
  ) async throws {
    let base = try await emulator.start()
    do {
      try await body(base)
    } catch {
      await emulator.stop()
      throw error
    }
    await emulator.stop()
  }

  private func send(
    _ method: HTTPMethod, _ url: String, key: String = "key-ann",
    body: HTTPClientRequest.Body? = nil
  ) async throws -> (HTTPClientResponse, String) {
    var request = HTTPClientRequest(url: url)
    request.method = method
    request.headers.add(name: "Authorization", value: Office.authorization(key: key))
    if body != nil { request.headers.add(name: "Content-Type", value: "application/json") }
    request.body = body
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    return (response, String(buffer: try await response.body.collect(upTo: 1 << 20)))
  }

  @Test func `the six operations work over HTTP`() async throws {
    let office = try Office(limits: .close)
    try await serving(office.emulator) { base in
      let grant = #"{"allowed_user_id":"user_ben","allowing_user_id":"user_ann"}"#
      let (created, association) = try await send(
        .POST, "\(base)/send_as/", body: .bytes(ByteBuffer(string: grant)))
      #expect(created.status == .created)
      #expect(created.headers["Content-Type"] == ["application/json"])
      #expect(created.headers["RateLimit"] == ["limit=160, remaining=159, reset=8"])
      let id = try #require(office.emulator.world.associations.first?.id)

      #expect(try await send(.GET, "\(base)/send_as/\(id)/").1 == association)
      #expect(try await send(.GET, "\(base)/send_as/").1 == #"{"data":[\#(association)]}"#)
      let (edited, everything) = try await send(
        .POST, "\(base)/send_as/bulk/", body: .bytes(ByteBuffer(string: "{}")))
      #expect(edited.status == .ok)
      #expect(everything == #"{"data":[\#(association)]}"#)

      let (deleted, nothing) = try await send(.DELETE, "\(base)/send_as/\(id)/")
      #expect(deleted.status == .noContent)
      #expect(nothing == "")
      #expect(deleted.headers["Content-Type"] == [])
      let (again, _) = try await send(
        .DELETE, "\(base)/send_as/?allowing_user_id=user_ann&allowed_user_id=user_ben")
      #expect(again.status == .notFound)
    }
  }

  @Test func `a missing slash leads to the place with one, where the request works`() async throws {
    let office = try Office()
    try await serving(office.emulator) { base in
      // AsyncHTTPClient would follow; its way of doing so is not what is tested.
      let client = HTTPClient(configuration: .init(redirectConfiguration: .disallow))
      let response = try await client.get(url: "\(base)/me?_fields=id").get()
      try await client.shutdown()
      #expect(response.status == .permanentRedirect)
      #expect(response.headers["Location"] == ["\(base)/me/?_fields=id"])
    }
  }

  @Test func `a chunked body is refused and the connection is still good`() async throws {
    let office = try Office()
    try await serving(office.emulator) { base in
      let (chunks, sender) = AsyncStream.makeStream(of: ByteBuffer.self)
      for chunk in ["{", "}"] { sender.yield(ByteBuffer(string: chunk)) }
      sender.finish()
      let (response, text) = try await send(
        .POST, "\(base)/send_as/bulk/", body: .stream(chunks, length: .unknown))
      #expect(response.status == .badRequest)
      #expect(text == #"{"error":"Chunked Transfer-Encoding is not supported."}"#)
      #expect(try await send(.GET, "\(base)/me/").0.status == .ok)
    }
  }

  @Test func `a body too large is refused and others are served`() async throws {
    let office = try Office()
    try await serving(office.emulator) { base in
      let large = ByteBuffer(repeating: UInt8(ascii: " "), count: 2 << 20)
      let (response, _) = try await send(.POST, "\(base)/send_as/bulk/", body: .bytes(large))
      #expect(response.status == .payloadTooLarge)
      #expect(try await send(.GET, "\(base)/me/").0.status == .ok)
    }
  }

  @Test func `HEAD is GET without the body`() async throws {
    let office = try Office()
    try await serving(office.emulator) { base in
      let (head, nothing) = try await send(.HEAD, "\(base)/me/")
      let (get, text) = try await send(.GET, "\(base)/me/")
      #expect(head.status == .ok)
      #expect(nothing == "")
      #expect(head.headers["Content-Length"] == get.headers["Content-Length"])
      #expect(get.headers["Content-Length"] == ["\(text.utf8.count)"])
    }
  }

  @Test func `no association is lost or made twice when many ask at once`() async throws {
    let world = try World(
      organization: .init(name: "Crowd"),
      users: (0..<40).map {
        World.Person(
          email: "p\($0)@crowd.test", firstName: "P\($0)", lastName: "Q", apiKey: "key-\($0)",
          id: "user_\($0)")
      }, associations: [])
    let emulator = CloseEmulator(world: world, limits: .off)
    try await serving(emulator) { base in
      try await withThrowingTaskGroup(of: UInt.self) { group in
        for person in 0..<20 {
          // Twice each, so that one of the two meets what the other has made.
          for other in [Array(20..<40), Array(20..<40)].joined() {
            let grant =
              #"{"allowed_user_id":"user_\#(other)","allowing_user_id":"user_\#(person)"}"#
            group.addTask {
              try await send(
                .POST, "\(base)/send_as/", key: "key-\(person)",
                body: .bytes(ByteBuffer(string: grant))
              ).0.status.code
            }
          }
        }
        let statuses = try await group.reduce(into: Set()) { $0.insert($1) }
        #expect(statuses == [201])
      }
    }
    let pairs = emulator.world.associations.map { [$0.allowing, $0.allowed] }
    #expect(pairs.count == 400)
    #expect(Set(pairs).count == 400)
    #expect(Set(emulator.world.associations.map(\.id)).count == 400)
    #expect(emulator.requestCount == 800)
  }

  @Test func `a port in use is said to be`() async throws {
    let office = try Office()
    try await serving(office.emulator) { base in
      let port = try #require(URLComponents(string: base)?.port)
      let second = CloseEmulator(world: .acme)
      let error = await #expect(throws: EmulatorError.self) { try await second.start(port: port) }
      #expect(error?.kind == .portInUse)
      #expect(
        error?.message == "port \(port) of 127.0.0.1 is in use; stop the program that listens "
          + "there, choose another port, or use 0 for a free one")
      // What failed to start can be started elsewhere.
      _ = try await second.start()
      await second.stop()
    }
  }

  @Test func `an emulator runs once at a time and again after a stop`() async throws {
    let office = try Office()
    try await serving(office.emulator) { base in
      let error = await #expect(throws: EmulatorError.self) {
        try await office.emulator.start()
      }
      #expect(error?.kind == .cannotListen)
      let (response, _) = try await send(.GET, "\(base)/me/")
      #expect(response.status == .ok)
    }
    // The connection above was kept alive and idle; the stop has not waited for it.
    try await serving(office.emulator) { base in
      let (response, _) = try await send(.GET, "\(base)/me/")
      #expect(response.status == .ok)
    }
    await office.emulator.stop()
    let error = await #expect(throws: EmulatorError.self) {
      try await office.emulator.start(port: 70_000)
    }
    #expect(error?.message == "70000 is no port; use 0 to 65535, 0 for a free one")
  }
}
