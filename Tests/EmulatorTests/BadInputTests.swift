import Foundation
import Testing

@testable import Emulator

/// Clients that are broken or mean: each gets a clear error or no connection, and the others are
/// served meanwhile.
@Suite("Bad input on the wire")
struct BadInputTests {
  private let office: Office

  init() throws {
    office = try Office(associations: [("ann", "ben", "sdas_1")])
  }

  /// Another client's request.
  private func othersAreServed(_ base: String) async throws {
    try await RawConnection.open(base) { connection in
      try await connection.send(RawConnection.request("GET", "/me/?_fields=id", as: "ben"))
      let answer = try await connection.text(until: "}")
      #expect(answer.hasSuffix(#"{"id":"user_ben"}"#))
    }
  }

  @Test func `a body of 100 MB is refused and read past`() async throws {
    try await office.serving { base in
      try await RawConnection.open(base) { connection in
        let length = 100 << 20
        try await connection.send(
          RawConnection.request(
            "POST", "/send_as/bulk/",
            headers: "Content-Type: application/json\r\nContent-Length: \(length)\r\n"))
        // The answer does not wait for the body, and others do not wait for either.
        let answer = try await connection.text(until: "}")
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        let megabyte = String(repeating: " ", count: 1 << 20)
        for sent in 0..<100 {
          try await connection.send(megabyte)
          if sent == 50 { try await othersAreServed(base) }
        }
        try await connection.send(RawConnection.request("GET", "/me/?_fields=id"))
        let next = try await connection.text(until: "}")
        #expect(next.hasSuffix(#"{"id":"user_ann"}"#))
      }
    }
    #expect(office.emulator.requestCount == 2)
  }

  @Test func `a chunked body without end is refused where it becomes too large`() async throws {
    try await office.serving { base in
      try await RawConnection.open(base) { connection in
        try await connection.send(
          RawConnection.request(
            "POST", "/send_as/bulk/",
            headers: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"))
        let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
        for _ in 0..<32 { try await connection.send(chunk) }
        let answer = try await connection.text(until: "}")
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
      }
      try await othersAreServed(base)
    }
  }

  @Test func `a client that asks before it sends is told to, or not to`() async throws {
    try await office.serving { base in
      func head(_ length: Int) -> String {
        RawConnection.request(
          "POST", "/send_as/bulk/",
          headers: "Content-Type: application/json\r\nContent-Length: \(length)\r\n"
            + "Expect: 100-continue\r\n")
      }
      try await RawConnection.open(base) { connection in
        try await connection.send(head(2))
        let word = try await connection.text(until: "\r\n\r\n")
        #expect(word == "HTTP/1.1 100 Continue\r\n\r\n")
        try await connection.send("{}")
        let answer = try await connection.text(until: "]}")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      }
      try await RawConnection.open(base) { connection in
        try await connection.send(head(100 << 20))
        let answer = try await connection.text(until: "}")
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
      }
    }
  }

  @Test(arguments: [
    (0..<10_000).map { "X-\($0): v\r\n" }.joined(),
    "X-Long: \(String(repeating: "v", count: 10 << 20))\r\n", "X Y: v\r\n", "X\u{0}: v\r\n",
  ])
  func `headers beyond measure or form end the connection with 400`(headers: String) async throws {
    try await office.serving { base in
      try await RawConnection.open(base) { connection in
        // The server may close before it has read all of them.
        try? await connection.send(RawConnection.request("GET", "/me/", headers: headers))
        let ending = try await connection.ending()
        #expect(ending.isReset || ending.text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      }
      try await othersAreServed(base)
    }
    #expect(office.emulator.requestCount == 1)
  }

  @Test(arguments: [
    "/me/../me/", "/../../etc/passwd/", "/me/%2e%2e/", "/%zz/", "/%/", "/send_as/%00/", "/%FF%FE/",
    "/me/;/", "/user/user_ben%2Fx/",
  ])
  func `a path that leads nowhere is answered 404 as Close does`(path: String) async throws {
    try await office.serving { base in
      try await RawConnection.open(base) { connection in
        try await connection.send(RawConnection.request("GET", path))
        let text = try await connection.text(until: "}")
        #expect(text.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        #expect(text.contains(#"{"error":""#))
        try await othersAreServed(base)
      }
    }
  }

  @Test(arguments: ["nonsense\r\n\r\n", "GET /me/\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n"])
  func `what is no HTTP ends the connection`(text: String) async throws {
    try await office.serving { base in
      try await RawConnection.open(base) { connection in
        try await connection.send(text)
        let ending = try await connection.ending()
        #expect(ending.isReset || ending.text.hasPrefix("HTTP/1.1 400 "))
      }
      try await othersAreServed(base)
    }
  }

  @Test func `a client that stops reading keeps nobody waiting, and fills no memory`() async throws
  {
    let crowd = (0..<1000).map {
      World.Person(
        email: "p\($0)@office.test", firstName: "P\($0)", lastName: "Q", apiKey: "key-p\($0)")
    }
    let emulator = CloseEmulator(
      world: try World(
        organization: .init(name: "Crowd"), users: Office.world.users + crowd, associations: []),
      limits: .off)
    let base = try await emulator.start()
    try await RawConnection.open(base, reads: false) { connection in
      // 400 MB of answers, which nobody fetches.
      let request = RawConnection.request("GET", "/user/?_limit=1000")
      try await connection.send(String(repeating: request, count: 1000))
      for _ in 0..<100 { try await othersAreServed(base) }
    }
    await emulator.stop()
    // What the system's buffers hold is some megabytes.
    #expect(emulator.requests.count { $0.path == "/api/v1/user/" } < 500)
  }

  @Test func `a client that never ends its request is let go when the server stops`() async throws {
    let base = try await office.emulator.start()
    try await RawConnection.open(base) { connection in
      try await connection.send("GET /api/v1/me/ HTTP/1.1\r\nHost: office.test\r\n")
      try await othersAreServed(base)
      await office.emulator.stop()
      _ = try await connection.ending()
    }
  }
}
