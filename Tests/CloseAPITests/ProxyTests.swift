import TestFixtures
import Testing

@testable import CloseAPI

/// Servers that are reached through somebody else.
@Suite struct ProxyTests {
  static let close = "https://api.close.com/api/v1"

  @Test(
    arguments: [
      ([:], nil),
      (["HTTPS_PROXY": "http://p.test:3128"], "http://p.test:3128 (HTTPS_PROXY)"),
      (
        ["https_proxy": "http://l.test:1", "HTTPS_PROXY": "http://u.test:2"],
        "http://l.test:1 (https_proxy)"
      ),
      (["https_proxy": "", "ALL_PROXY": "p.test:8080"], "http://p.test:8080 (ALL_PROXY)"),
      (["HTTPS_PROXY": "http://p.test"], "http://p.test:80 (HTTPS_PROXY)"),
      (["all_proxy": "socks5h://[::1]"], "socks5://[::1]:1080 (all_proxy)"),
      (["HTTP_PROXY": "http://p.test:3128"], nil),
      (["HTTPS_PROXY": "http://p.test", "NO_PROXY": "*"], nil),
      (["HTTPS_PROXY": "http://p.test", "no_proxy": "acme.test, .close.com"], nil),
      (["HTTPS_PROXY": "http://p.test", "NO_PROXY": "api.close.com:443"], nil),
      (
        ["HTTPS_PROXY": "http://p.test", "NO_PROXY": "api.close.com:8443,lose.com"],
        "http://p.test:80 (HTTPS_PROXY)"
      ),
      (["HTTPS_PROXY": "http://ann:hunter2hunter2@p.test:1"], "http://p.test:1 (HTTPS_PROXY)"),
    ] as [([String: String], String?)])
  func `the environment names the proxy as other programs have it`(
    environment: [String: String], expected: String?
  ) throws {
    let proxy = try ProxyServer.named(in: environment, for: Self.close)
    #expect(proxy?.description == expected)
  }

  @Test(
    arguments: [
      ("http://127.0.0.1:8080", nil), ("https://localhost", nil), ("https://[::1]:1", nil),
      ("https://10.1.2.3/x", nil), ("https://11.1.2.3/x", "p"), ("https://[fe80::1]", nil),
      ("https://[fe80::2]", "p"),
    ] as [(String, String?)])
  func `this machine is never asked through a proxy, nor are the addresses excepted`(
    baseURL: String, expected: String?
  ) throws {
    let environment = ["ALL_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8 [fe80::1]"]
    #expect(try ProxyServer.named(in: environment, for: baseURL)?.host == expected)
  }

  @Test(arguments: [
    ("ftp://ann:hunter2hunter2@p.test", "the kind 'ftp'"),
    ("https://ann:hunter2hunter2@p.test", "the kind 'https'"),
    ("socks5://ann:hunter2hunter2@p.test", "cannot be sent"), ("http://", "is not the URL"),
  ])
  func `a proxy that cannot be is refused by the variable's name and without its password`(
    text: String, words: String
  ) {
    let error = #expect(throws: CloseError.self) {
      try ProxyServer.named(in: ["HTTPS_PROXY": text], for: Self.close)
    }
    #expect(error?.kind == .badArgument)
    #expect(error?.message.hasPrefix("HTTPS_PROXY ") == true)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("hunter2") == false)
  }

  /// Asks for `https://close.test` through a server that answers as a proxy, and gives back the
  /// error with what the proxy was asked.
  private static func ask(
    _ replies: [LoopbackServer.Reply], login: String = ""
  ) async throws -> (error: CloseError?, received: [ReceivedRequest], proxy: String) {
    let server = try LoopbackServer(replies)
    let place = server.baseURL.dropFirst("http://".count).prefix { $0 != "/" }
    let proxy = try ProxyServer("http://\(login)\(place)", origin: "HTTPS_PROXY")
    let transport = try CloseTransport(
      baseURL: "https://close.test/api/v1", route: Route(proxy: proxy), clock: JumpingClock(),
      random: { 0 })
    let client = CloseClient(credential: try Credential(apiKey: plantedKey), transport: transport)
    let error = await failure { () async throws(CloseError) in try await client.me() }
    await transport.shutdown()
    server.stop()
    return (error, server.received, "http://\(place)")
  }

  @Test func `a proxy that wants a password is an error of its own, said at once`() async throws {
    let refusal = LoopbackServer.Reply.text(
      407, "", type: "text/html", headers: "Proxy-Authenticate: Basic realm=\"x\"\r\n")
    let (error, received, proxy) = try await Self.ask([refusal])
    #expect(error?.kind == .connection)
    #expect(error?.attempts == 1)
    #expect(
      error?.message
        == "No answer from https://close.test/api/v1 through the proxy \(proxy) (HTTPS_PROXY): the"
        + " proxy wants a user name and a password (status 407). Nothing was sent. Put them into"
        + " the proxy's URL, as http://user:password@proxy.example:3128.")
    #expect(received.map(\.line) == ["CONNECT close.test:443 HTTP/1.1"])
    #expect(received[0].headers["authorization"] == nil)
  }

  @Test func `a proxy gets its own password and never a key, and no text shows either`()
    async throws
  {
    let refusal = LoopbackServer.Reply.text(502, "", type: "text/html")
    let (error, received, _) = try await Self.ask(
      Array(repeating: refusal, count: 5), login: "ann:hunter%32hunter2@")
    #expect(error?.kind == .connection)
    #expect(error?.attempts == 5)
    #expect(error?.message.contains("the proxy refused to make the connection") == true)
    // base64("ann:hunter2hunter2")
    #expect(received[0].headers["proxy-authorization"] == "Basic YW5uOmh1bnRlcjJodW50ZXIy")
    #expect(received.allSatisfy { $0.headers["authorization"] == nil })
    #expect(error?.message.contains("hunter2") == false)
    #expect(
      SecretRedactor.shared.redact("x YW5uOmh1bnRlcjJodW50ZXIy hunter2hunter2") == "x *** ***")
  }

  @Test func `a proxy that is no SOCKS server is told as such`() async throws {
    let server = try LoopbackServer([.text(400, "", type: "text/html")], greetsAtOnce: true)
    let place = server.baseURL.dropFirst("http://".count).prefix { $0 != "/" }
    let transport = try CloseTransport(
      baseURL: "https://close.test/api/v1",
      route: Route(proxy: try ProxyServer("socks5://\(place)", origin: "ALL_PROXY")),
      clock: JumpingClock(), random: { 0 })
    let client = CloseClient(credential: try Credential(apiKey: plantedKey), transport: transport)
    let error = await failure { () async throws(CloseError) in try await client.me() }
    #expect(error?.kind == .connection)
    #expect(error?.message.contains("the proxy did not make the connection") == true)
    #expect(error?.message.contains("Nothing was sent.") == true)
    await transport.shutdown()
    server.stop()
  }

  @Test func `through a proxy the server is trusted by its own certificate`() async throws {
    try await TestCertificate.use { certificate in
      try await SecureServer.use(certificate, answer: #"{"id":"user_a"}"#) { server in
        let proxy = try TunnelingProxy(to: server.port)
        let transport = try CloseTransport(
          baseURL: server.baseURL,
          route: Route(
            caFile: certificate.certificateFile,
            proxy: try ProxyServer("http://127.0.0.1:\(proxy.port)", origin: "HTTPS_PROXY")))
        let client = CloseClient(
          credential: try Credential(apiKey: plantedKey), transport: transport)
        #expect(try await client.me().id == "user_a")
        #expect(proxy.asked.map { $0.hasPrefix("CONNECT 127.0.0.1:\(server.port) ") } == [true])
        await transport.shutdown()
        proxy.stop()
      }
    }
  }
}
