import Foundation
import Lua
import Testing

@testable import Scripting

struct FileTests {
  @Test func `a file comes back as it was written, whatever its bytes`() async throws {
    let result = try await ScriptFixture.run(
      #"""
      print(fs.write("a.bin", "\0\255 ü\n"), fs.read("a.bin") == "\0\255 ü\n")
      print(fs.write("b", ""), fs.read("b") == "")
      fs.write("-", "two\nlines\n")
      """#)

    #expect(result.error == nil)
    #expect(result.prints == ["6\ttrue", "0\ttrue", "two\nlines"])
  }

  @Test(arguments: [
    ("fs.read('/etc/passwd')", "refused", "a script may read only from its own folder"),
    ("fs.write('../x', '')", "refused", "a script may write only into the current folder"),
    ("fs.read('none')", "bad_input", "there is no file 'none'"),
    ("fs.read('.')", "refused", "a script may read only from its own folder"),
    ("fs.read('lib')", "bad_input", "'lib' is a folder"),
    ("fs.write('lib', 5)", "bad_argument", "fs.write takes a string as 'text', not a number"),
  ])
  func `files elsewhere are refused, with the way out`(
    _ source: String, _ kind: String, _ message: String
  ) async throws {
    let result = try await ScriptFixture.run(source, files: ["lib/a.lua": ""])

    #expect(result.error?.kind.rawValue == kind)
    #expect(result.error?.message.hasPrefix(message) == true, "\(result.error?.message ?? "")")
  }

  @Test func `what is allowed can be read and written, its neighbours cannot`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("open"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try await ScriptFixture.run(
      """
      local folder = ...
      fs.write(folder .. "/open/a.txt", "a")
      csv.write(folder .. "/one.csv", { { a = 1 } }, { "a" })
      print(fs.read(folder .. "/open/a.txt"), #csv.read(folder .. "/one.csv"))
      for _, name in ipairs{ "/open/../two.csv", "/openly", "" } do
        print(select(2, pcall(fs.write, folder .. name, "")).kind)
      end
      """, arguments: [folder.path + "/"],
      allowed: [folder.path + "/open", folder.path + "/one.csv"])

    #expect(result.error == nil)
    #expect(result.prints == ["a\t1", "refused", "refused", "bad_input"])
  }

  @Test func `a file that is too large is refused`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("large").path
    _ = FileManager.default.createFile(atPath: file, contents: nil)
    // Without any content on the disk.
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.truncate(atOffset: 64 << 20 + 1)
    try handle.close()
    let result = try await ScriptFixture.run("fs.read((...))", arguments: [file])

    #expect(result.error?.kind == LuaError.Kind(rawValue: "bad_input"))
    #expect(result.error?.message.hasSuffix("is larger than 64 MiB; read it by csv.rows") == true)
  }
}
