import Foundation
import Testing

/// What a person sees when the way to Close is barred: each in its own words, and status 69.
struct NetworkFailureTests {
  private static let key = "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7p"

  private static func me(
    _ program: Program, at baseURL: String, _ more: [String: String] = [:]
  ) async throws -> Program.Outcome {
    var variables = ["SENDAS_BASE_URL": baseURL, "SENDAS_API_KEY": key]
    for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"] {
      variables[name] = ""
    }
    return try await program(
      "me", "--format", "csv", variables: variables.merging(more) { $1 })
  }

  @Test func `a name that nobody has`() async throws {
    try await Program.use { program in
      let outcome = try await Self.me(program, at: "https://nobody.invalid/api/v1")
      #expect(outcome.status == 69)
      #expect(outcome.error.contains("https://nobody.invalid/api/v1: the host name cannot be"))
      #expect(outcome.error.contains("Nothing was sent."))
    }
  }

  @Test func `a server that is not there`() async throws {
    try await Program.use { program in
      let url = "https://127.0.0.1:\(try FreePort.number())"
      let outcome = try await Self.me(program, at: url)
      #expect(outcome.status == 69)
      #expect(outcome.error.contains("No answer from \(url): the connection was refused."))
    }
  }

  @Test func `a certificate that nobody trusted has signed, until ca_file names its authority`()
    async throws
  {
    try await Program.use { program in
      try await program.answering("tls", program.folder.path) { port in
        let url = "https://127.0.0.1:\(port)"
        let refused = try await Self.me(program, at: url)
        #expect(refused.status == 69)
        #expect(refused.error.contains("the server's certificate is not accepted"))
        #expect(refused.error.contains("ca_file"))

        try program.write("ca_file = \"../certificate.pem\"\n", to: "config/config.toml")
        let trusted = try await Self.me(program, at: url)
        #expect(trusted.status == 0)
        #expect(trusted.output.contains("a@acme.test"))

        try program.write("ca_file = \"nothing.pem\"\n", to: "config/config.toml")
        let missing = try await Self.me(program, at: url)
        #expect(missing.status == 78)
        #expect(missing.error.contains("/config/nothing.pem' (ca_file) cannot be read"))
      }
    }
  }

  @Test func `a key is added and proven by the same way on which runs go`() async throws {
    try await Program.use { program in
      try await program.answering("tls", program.folder.path) { port in
        let at = ["SENDAS_BASE_URL": "https://127.0.0.1:\(port)"]
        let add = "echo \(Self.key) | \"$SENDAS\" profiles add a"
        let refused = try await program.shell(add, at)
        #expect(refused.status == 69)
        #expect(refused.error.contains("ca_file"), "\(refused.error)")

        try program.write("ca_file = \"../certificate.pem\"\n", to: "config/config.toml")
        let added = try await program.shell(add, at)
        #expect(added.status == 0, "\(added.error)")
        #expect(try await program("profiles", "check").status == 0)
      }
      try await program.answering("plain", "407 Proxy Authentication Required") { port in
        let barred = [
          "SENDAS_BASE_URL": "https://close.invalid", "HTTPS_PROXY": "http://127.0.0.1:\(port)",
        ]
        let outcome = try await program.shell(
          "echo \(Self.key) | \"$SENDAS\" profiles add b", barred)
        #expect(outcome.status == 69)
        #expect(outcome.error.contains("the proxy wants"), "\(outcome.error)")
      }
    }
  }

  @Test func `a server that speaks plain http on the port`() async throws {
    try await Program.use { program in
      try await program.answering("plain", "400 Bad Request") { port in
        let outcome = try await Self.me(program, at: "https://127.0.0.1:\(port)")
        #expect(outcome.status == 69)
        #expect(outcome.error.contains("the server does not speak TLS on this port"))
      }
    }
  }

  @Test func `a proxy that wants a password, and one that is none`() async throws {
    try await Program.use { program in
      try await program.answering("plain", "407 Proxy Authentication Required") { port in
        let proxy = "http://127.0.0.1:\(port)"
        let outcome = try await Self.me(
          program, at: "https://close.invalid", ["HTTPS_PROXY": proxy])
        #expect(outcome.status == 69)
        #expect(outcome.error.contains("through the proxy \(proxy) (HTTPS_PROXY): the proxy wants"))

        let wrong = try await Self.me(
          program, at: "https://close.invalid", ["HTTPS_PROXY": "gopher://p.test"])
        #expect(wrong.status == 78)
        #expect(wrong.error.contains("HTTPS_PROXY names a proxy of the kind 'gopher'"))
      }
    }
  }

  @Test func `a crash leaves no image of the memory behind`() async throws {
    let wait = #"print("ready") task.sleep(600)"#
    try await Program.use(files: ["wait.lua": wait]) { program in
      let limits = try await program.whileRunning("run", "--emulator", "wait.lua", until: "ready") {
        try String(contentsOfFile: "/proc/\($0)/limits", encoding: .utf8)
      }
      let line = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
      #expect(line?.split(separator: " ").suffix(3) == ["1", "1", "bytes"])
    }
  }
}
