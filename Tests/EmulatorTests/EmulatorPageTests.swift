import AsyncHTTPClient
import Emulator
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// The module's first page says what is so.
@Suite("The page of the module")
struct EmulatorPageTests {
  private let page: String

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Emulator/Emulator.docc/Emulator.md")
    page = try String(contentsOf: file, encoding: .utf8)
  }

  @Test func `its table has every option with its choices, the likelier first, and no other`() {
    let rows = page.matches(of: /\n\| `([a-z_]+)` \| ([^|]*) \| [^|]+ \|/).map { row in
      let choices = row.2.matches(of: /`([^`]+)`/).map { String($0.1) }
      return "\(row.1) = \(choices.joined(separator: "|"))"
    }
    #expect(rows == WorldOptions.summary)
  }

  @Test func `the README's table has the same`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("README.md")
    let readme = try String(contentsOf: file, encoding: .utf8)
    for line in WorldOptions.summary where !line.hasPrefix("bulk_limit") {
      let parts = line.components(separatedBy: " = ")
      let choices = parts[1].split(separator: "|").map { "`\($0)`" }.joined(separator: " ")
      #expect(readme.contains("| `\(parts[0])` | \(choices) |"))
    }
  }

  @Test func `its example is the one that is run here`() async throws {
    let block = try #require(page.firstMatch(of: /```swift\n((?s).*?)```/)?.1)
    let own = try String(contentsOfFile: #filePath, encoding: .utf8)
    let indented = block.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    #expect(own.contains(indented))

    let emulator = CloseEmulator(world: .acme, limits: .off)
    let base = try await emulator.start()

    // Any HTTP client may now be pointed at the base URL, with the key of any of Acme's people.
    let alice = try #require(emulator.world.users.first { $0.email == "alice@acme.test" })
    let (before, _) = try await curl("GET", base + "/me/", key: alice.apiKey)

    // From here on it is out of order, and says when to come back.
    emulator.setFaults([try Fault("GET *: 1 503 retry-after 2")])
    let (meanwhile, _) = try await curl("GET", base + "/me/", key: alice.apiKey)
    await emulator.stop()

    // What was so can be asked afterwards too.
    let told = emulator.requests.map { "\($0.method) \($0.path) \($0.status)" }
    #expect([before, meanwhile] == [200, 503])
    #expect(told == ["GET /api/v1/me/ 200", "GET /api/v1/me/ 503"])
  }

  private func curl(_ method: String, _ url: String, key: String) async throws -> (UInt, String) {
    var request = HTTPClientRequest(url: url)
    request.method = HTTPMethod(rawValue: method)
    request.setBasicAuth(username: key, password: "")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let body = try await response.body.collect(upTo: 1 << 20)
    return (response.status.code, String(buffer: body))
  }
}
