import Emulator
import Foundation
import Testing

@testable import Scripting

struct CatalogueCheckTests {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func check(_ source: String) -> [String] {
    ScriptChecker(path: "a.lua").findings(
      in: Array(source.utf8), path: "x.lua", modules: ModuleFolders()
    ).map(\.description)
  }

  @Test func `the examples of the catalogue are clean`() {
    for function in LibraryCatalog.functions {
      #expect(Self.check(function.example) == [], "\(function.name)")
    }
  }

  @Test func `the scripts that come along are clean`() throws {
    let folder = Self.repository.appending(path: "scripts/lua")
    let scripts = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "lua" }

    #expect(!scripts.isEmpty)
    for script in scripts {
      let source = try String(contentsOf: script, encoding: .utf8)
      #expect(Self.check(source) == [], "\(script.lastPathComponent)")
    }
  }

  @Test func `the preludes are read as Lua`() throws {
    let folder = Self.repository.appending(path: "Sources/Scripting")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let preludes = (files?.compactMap { $0 as? URL } ?? [])
      .filter { $0.lastPathComponent.hasSuffix("Prelude.swift") }

    #expect(preludes.count >= 9)
    for prelude in preludes {
      let text = try String(contentsOf: prelude, encoding: .utf8)
      let source = try #require(text.firstMatch(of: /#"""\n((?s:.*?))"""#/)).output.1
      let script = try LuaParser.script(Array(source.utf8))
      #expect(script.block.statements.count > 1, "\(prelude.lastPathComponent)")
    }
  }

  @Test func `the checker knows the names that scripts find, and no others`() async throws {
    let result = try await ScriptFixture.run(
      """
      for name, value in next, _G do
        if name ~= "_G" then
          print(name)
          if type(value) == "table" then
            for field in pairs(value) do print(name .. "." .. field) end
          end
        end
      end
      for name in pairs(sendas.as("alice")) do print("sendas.as(…)." .. name) end
      """, limits: .off)

    let names = LibraryCatalog.vocabulary.names
    let known =
      Array(names.globals.keys)
      + names.tables.flatMap { table, fields in
        fields.keys.map { "\(table).\($0)" }
      }
    #expect(result.error == nil)
    #expect(result.prints.sorted() == known.sorted())
  }

  @Test(
    arguments: [
      "sendsa.me()", "sendas.grnt('x')", "sendas.list{ allowed = 'x' }", "users.find('a', 'b')",
      "users.find()", "users.find(5)", "users.find('')", "users.find{ name = 'x' }",
      "sendas.list('alice')", "sendas:grant('grace@acme.test')", "sendas.me = print",
      "sendas.as('alice').as('bob')", "batch.each({}, print, { on_eror = 'stop' })",
      "batch.each('x', print)", "csv.rows('x', { 5 })", "sendas.preflight{ a = 'x' }",
      "setmetatable({}, { __gc = print })", "setmetatable({}, { __concat = print })",
      "table.sort({ 1, 2 }, function() return sendas.me() end)",
      "string.gsub('x', 'x', function() sendas.me() end)", "io.open('x')", "os.exit()",
      "collectgarbage()", "print(_G.nope)", "break", "goto nope", "local x <const> = 1 x = 2",
      "string.trim('x')", "sendas.grant{ allowed = 'x' }",
    ])
  func `what the checker finds is wrong when the script runs`(_ source: String) async throws {
    let result = try await ScriptFixture.run(source, limits: .off)

    #expect(Self.check(source).count == 1)
    #expect(result.error != nil)
  }
}
