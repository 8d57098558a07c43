import CloseAPI
import Foundation
import Journal
import Runs
import Testing

struct OrganizationLocksTests {
  private func run(_ id: String) -> RunRecord {
    RunRecord(
      id: id, command: "run", workingFolder: "/", startedBy: "me@here", baseURL: "",
      identity: "alice", startedAt: Date(timeIntervalSince1970: 0))
  }

  @Test func `a second run is refused and told who holds the organization, until that has ended`()
    throws
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var first: OrganizationLocks? = OrganizationLocks(folder: folder.path)
    let second = OrganizationLocks(folder: folder.path)
    try first?.hold("orga_1", for: run("one"))
    try first?.hold("orga_1", for: run("one"))

    let error = #expect(throws: RunError.self) { try second.hold("orga_1", for: run("two")) }
    #expect(error?.kind == .locked)
    #expect(error?.message.contains("run one (run, me@here)") == true)
    #expect(error?.message.contains("--allow-overlap") == true)
    try second.hold("orga_2", for: run("two"))

    first = nil
    try second.hold("orga_1", for: run("two"))
  }
}
