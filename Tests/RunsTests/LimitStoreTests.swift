import Foundation
import Testing

@testable import Runs

/// The file in which limits are kept.
struct LimitStoreTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/limits-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func `what is kept is there for the next program, and only for its owner`() throws {
    try withFolder { folder in
      try LimitStore(folder: folder, baseURL: "https://a.test/api").update { $0 + "one" }
      try LimitStore(folder: folder, baseURL: "https://a.test/api").update { $0 + " two" }
      var other = "?"
      try LimitStore(folder: folder, baseURL: "https://b.test/api").update {
        other = $0
        return $0
      }
      #expect(other == "")
      let file = folder + "/limits-https---a-test-api.json"
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "one two")
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
      #expect(mode as? Int == 0o600)
    }
  }

  @Test func `many at once lose nothing`() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/limits-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = LimitStore(folder: folder, baseURL: "x")
    await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { try store.update { $0 + "." } } }
    }
    var text = ""
    try store.update {
      text = $0
      return $0
    }
    #expect(text.count == 20)
  }

  @Test func `what a killed program left behind is in nobody's way`() throws {
    try withFolder { folder in
      let store = LimitStore(folder: folder, baseURL: "x")
      try store.update { _ in "old" }
      try "half".write(toFile: folder + "/limits-x.json.new", atomically: false, encoding: .utf8)
      try store.update { $0 + " new" }
      #expect(try String(contentsOfFile: folder + "/limits-x.json", encoding: .utf8) == "old new")
    }
  }

  @Test func `a folder that cannot be made is named`() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try "".write(toFile: folder + "/file", atomically: false, encoding: .utf8)
      let store = LimitStore(folder: folder + "/file", baseURL: "x")
      #expect(throws: (any Error).self) { try store.update { $0 } }
    }
  }
}
