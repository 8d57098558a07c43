import CloseAPI
import Foundation
import Profiles
import Testing

/// The example of the first page: it is compiled here, and compared with the page.
@Suite struct DocumentationTests {
  private func example() async throws {
    // example
    let folders = ProfileStore.folders()
    let store = try ProfileStore(
      configurationFolder: folders.configuration, stateFolder: folders.state)
    let transport = try CloseTransport()
    for check in await store.check(store.profiles, over: { _ in transport }) {
      switch check.result {
      case .success(let person): print(check.profile.name, "acts as", person.email)
      case .failure(let error): print(check.profile.name, "cannot be used:", error)
      }
    }
    await transport.shutdown()
    // end
  }

  @Test func `the example of the first page is the one that is compiled here`() throws {
    let here = URL(fileURLWithPath: #filePath)
    let page = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("Sources/Profiles/Profiles.docc/Profiles.md")
    let parts = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```")
    let shown = try #require(parts.first { $0.hasPrefix("swift\n") }).split(separator: "\n")
      .dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
    let source = try String(contentsOf: here, encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let begin = try #require(source.firstIndex(of: "// example"))
    let end = try #require(source.firstIndex(of: "// end"))

    #expect(Array(source[(begin + 1)..<end]) == shown)
  }
}
