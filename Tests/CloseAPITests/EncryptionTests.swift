import NIOHTTP1
import TestFixtures
import Testing

@testable import CloseAPI

/// Certificates, and what goes wrong before anything encrypted can be said.
@Suite struct EncryptionTests {
  /// The error of asking a server who one is, over a way of its own.
  private static func failure(
    at baseURL: String, route: Route = Route(), timeouts: Timeouts = Timeouts()
  ) async throws -> CloseError? {
    let transport = try CloseTransport(
      baseURL: baseURL, route: route, timeouts: timeouts, clock: JumpingClock(), random: { 0 })
    let client = CloseClient(credential: try Credential(apiKey: plantedKey), transport: transport)
    let error = await CloseAPITests.failure { () async throws(CloseError) in try await client.me() }
    await transport.shutdown()
    return error
  }

  @Test func `a certificate that nobody trusted has signed is refused, and ca_file is named`()
    async throws
  {
    try await TestCertificate.use { certificate in
      try await SecureServer.use(certificate) { server in
        let error = try await Self.failure(at: server.baseURL)
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("the server's certificate is not accepted") == true)
        #expect(error?.message.contains("Nothing was sent.") == true)
        #expect(error?.message.contains("ca_file") == true)
        #expect(server.versions.isEmpty)
      }
    }
  }

  @Test(arguments: [["h2", "http/1.1"], ["http/1.1"], []])
  func `with its authority in ca_file a server is trusted, and HTTP 2 is spoken where offered`(
    protocols: [String]
  ) async throws {
    let me = #"{"id":"user_a"}"#
    try await TestCertificate.use { certificate in
      try await SecureServer.use(certificate, offering: protocols, answer: me) { server in
        let transport = try CloseTransport(
          baseURL: server.baseURL, route: Route(caFile: certificate.certificateFile))
        let client = CloseClient(
          credential: try Credential(apiKey: plantedKey), transport: transport)
        for _ in 0..<3 { #expect(try await client.me().id == "user_a") }
        await transport.shutdown()
        let version = protocols.contains("h2") ? HTTPVersion.http2 : .http1_1
        #expect(server.versions == [version, version, version])
        #expect(server.connections == 1)
      }
    }
  }

  @Test func `a certificate for another host is refused as such`() async throws {
    try await TestCertificate.use(for: "DNS:elsewhere.test") { certificate in
      try await SecureServer.use(certificate) { server in
        let error = try await Self.failure(
          at: server.baseURL, route: Route(caFile: certificate.certificateFile))
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("was made for another host") == true)
        #expect(server.versions.isEmpty)
      }
    }
  }

  @Test func `a server that speaks plain http on the port is told from one with a bad certificate`()
    async throws
  {
    let bad = LoopbackServer.Reply.text(400, "Bad Request", type: "text/plain")
    let server = try LoopbackServer([bad], greetsAtOnce: true)
    let error = try await Self.failure(at: server.baseURL.replacing("http:", with: "https:"))
    #expect(error?.kind == .tls)
    #expect(error?.message.contains("does not speak TLS on this port") == true)
    #expect(error?.message.contains("Nothing was sent.") == true)
    server.stop()
  }

  @Test func `a handshake that does not come to an end is given up`() async throws {
    let server = try LoopbackServer([.silence])
    let error = try await Self.failure(
      at: server.baseURL.replacing("http:", with: "https:"),
      timeouts: Timeouts(connect: .milliseconds(100)))
    #expect(error?.kind == .tls)
    #expect(error?.message.contains("was not made in time") == true)
    server.stop()
  }

  @Test func `a name that nobody has is told from a server that is not there`() async throws {
    let error = try await Self.failure(at: "https://nobody.invalid/api/v1")
    #expect(error?.kind == .connection)
    #expect(error?.message.contains("the host name cannot be resolved") == true)
    #expect(error?.attempts == 5)
  }

  @Test func `a ca_file that is none is refused before anything is sent`() async throws {
    try await TestCertificate.use { certificate in
      for (file, words) in [
        ("/nowhere/ca.pem", "'/nowhere/ca.pem' (ca_file) cannot be read"),
        (certificate.keyFile, "holds no certificate"),
      ] {
        let error = #expect(throws: CloseError.self) {
          try CloseTransport(route: Route(caFile: file))
        }
        #expect(error?.kind == .badArgument)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
      }
    }
  }
}
