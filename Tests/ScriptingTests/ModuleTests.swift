import Foundation
import Lua
import Testing

@testable import Scripting

struct ModuleTests {
  @Test func `a module may make calls while it loads, and is loaded once`() async throws {
    let result = try await ScriptFixture.run(
      """
      batch.each({ 1, 2 }, function() require("people") end)
      print(require("people").me, require("acme.teams"))
      """,
      files: [
        "people.lua": "local me = sendas.me().email print('loads') return { me = me }",
        "lib/acme/teams.lua": "return 'teams of the library'",
      ])

    #expect(result.error == nil)
    #expect(result.prints == ["loads", "alice@acme.test\tteams of the library"])
  }

  @Test func `an error in a module names its line`() async throws {
    let result = try await ScriptFixture.run(
      "require('acme.broken')", files: ["lib/acme/broken.lua": "\nsendsa.me()"])

    #expect(result.error?.place == LuaPlace(source: "lib/acme/broken.lua", line: 2))
  }

  @Test func `the script's folder comes before the others`() async throws {
    let result = try await ScriptFixture.run(
      "print(require('a'))", files: ["a.lua": "return 1", "lib/a.lua": "return 2"])

    #expect(result.prints == ["1"])
  }

  @Test(arguments: [
    ("..etc", "'..etc' cannot be a module"), ("/etc/passwd", "'/etc/passwd' cannot be a module"),
    ("a/b", "'a/b' cannot be a module"), ("a.", "'a.' cannot be a module"),
    ("a..b", "'a..b' cannot be a module"), ("", "'' cannot be a module"),
    (
      "acme.none",
      "there is no module 'acme.none'; looked for acme/none.lua, lib/acme/none.lua."
        + " --lib DIR adds a folder"
    ),
  ])
  func `a name leads nowhere but into the folders`(
    _ name: String, _ message: String
  ) async throws {
    let result = try await ScriptFixture.run("\nrequire('\(name)')")

    #expect(result.error?.message.hasPrefix(message) == true, "\(result.error?.message ?? "")")
    #expect(result.error?.place == LuaPlace(source: "test.lua", line: 2))
  }

  @Test func `a link may lead within its folder and not out of it`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let inside = folder.appendingPathComponent("inside/deep")
    try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("return 1".utf8).write(to: folder.appendingPathComponent("secret.lua"))
    try Data("return 2".utf8).write(to: inside.appendingPathComponent("own.lua"))
    for (link, target) in [
      ("inside/out.lua", "../secret.lua"), ("inside/in.lua", "deep/own.lua"),
      ("inside/up", ".."), ("way", "inside"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.appendingPathComponent(link).path, withDestinationPath: target)
    }
    // The folder itself may be reached by a link.
    let modules = ModuleFolders(["way"], workingFolder: folder.path)

    #expect(
      try modules.find("in") == LuaChunk(source: Array("return 2".utf8), name: "way/in.lua"))
    for name in ["out", "up.secret"] {
      let error = #expect(throws: ScriptError.self) { try modules.find(name) }
      #expect(error?.kind == .refused)
    }
    let folderError = #expect(throws: ScriptError.self) { try modules.find("deep") }
    #expect(folderError?.kind == .badInput)
  }

  @Test func `without a folder the way to one is named`() {
    let error = #expect(throws: ScriptError.self) { try ModuleFolders().find("a") }

    #expect(
      error?.message
        == "there is no folder to look for module 'a' in; name one with --lib DIR")
  }
}
