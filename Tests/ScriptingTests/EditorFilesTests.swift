import Emulator
import Foundation
import TestFixtures
import Testing

@testable import Scripting

struct EditorFilesTests {
  /// The functions that the annotation file declares, `bound.me` for those of `sendas.as`.
  private static let declared = AnnotationFile.text.split(separator: "\n").compactMap { line in
    line.wholeMatch(of: /function ([\w.]+)\((.*)\) end/).map { String($0.output.1) }
  }

  private static let all = LibraryCatalog.functions + LibraryCatalog.testing

  @Test func `the annotation file declares every function of the catalogue once and no other`() {
    let bound = LibraryCatalog.bindable.map { "bound." + $0.name.dropFirst("sendas.".count) }

    #expect(Self.declared.sorted() == (Self.all.map(\.name) + bound).sorted())
  }

  @Test func `a function is async in the editor if and only if it waits`() {
    let blocks = AnnotationFile.text.components(separatedBy: "\n\n")
    for function in Self.all {
      let block = blocks.first { $0.contains("\nfunction \(function.name)(") }
      #expect(block?.contains("\n---@async\n") == function.suspends, "\(function.name)")
      #expect(block?.contains(function.summary) == true, "\(function.name)")
    }
  }

  @Test func `each type that the annotations name is declared there`() throws {
    let classes = Set(EditorTypes.classes.map(\.name)).union(["sendas.Functions"])
    let types = AnnotationFile.text.split(separator: "\n")
      .filter { $0.wholeMatch(of: /---@(param|return|field|type) .*/) != nil }
      .flatMap { $0.matches(of: /sendas\.[A-Z]\w+/).map { String($0.output) } }

    #expect(types.count > 10)
    #expect(Set(types).subtracting(classes) == [])
  }

  @Test func `the annotation file is Lua`() throws {
    let script = try LuaParser.script(Array(AnnotationFile.text.utf8))

    #expect(script.block.statements.count > LibraryCatalog.functions.count)
  }

  @Test func `what scripts get has the fields that the editor says`() async throws {
    let result = try await ScriptFixture.run(
      """
      local function fields(name, value)
        local names = {}
        for field in pairs(value) do names[#names + 1] = field end
        table.sort(names)
        print(name .. ": " .. table.concat(names, " "))
      end
      fields("sendas.User", sendas.me())
      fields("sendas.User", users.find("grace@acme.test"))
      fields("sendas.Association", sendas.list{}[1])
      fields("sendas.Identity", sendas.identities()[1])
      local result = batch.each({ "nobody@acme.test" }, sendas.grant, { on_error = "continue" })
      fields("sendas.BatchResult", result)
      fields("sendas.Failure", result.failed[1])
      fields("sendas.Error", result.failed[1].error)
      """, limits: .off)

    #expect(result.error == nil)
    for line in result.prints {
      let parts = line.components(separatedBy: ": ")
      let type = try #require(EditorTypes.classes.first { $0.name == parts[0] })
      let got = Set(parts[1].split(separator: " ").map(String.init))
      let required = Set(type.fields.map(\.name).filter { !$0.hasSuffix("?") })
      let known = Set(type.fields.map { $0.name.replacing("?", with: "") })
      #expect(required.isSubset(of: got), "\(line)")
      #expect(got.isSubset(of: known), "\(line)")
    }
  }

  @Test func `luacheck is told all names of the environment and no others`() {
    let text = LuacheckDefinitions.text
    let names = LibraryCatalog.vocabulary.names
    for name in names.globals.keys { #expect(text.contains("\n    \(name) = {"), "\(name)") }
    let fields = names.tables.filter { names.globals[$0.key] != nil }.values.map(\.count)
      .reduce(0, +)
    let globals = names.globals.count + ["_G", "_ENV"].count
    #expect(
      text.components(separatedBy: "= {").count - 1 == fields + globals + tables + 3
        + LibraryCatalog.testing.count + 3)
    #expect(!text.contains("execute = {}"))
    #expect((try? LuaParser.script(Array(text.utf8))) != nil)
  }

  /// Each table has a `fields = {` of its own; the head has `stds.sendas`, `read_globals` and
  /// `exclude_files`; the tests have one of their own, the table `emulator` and its `fields`.
  private var tables: Int {
    let names = LibraryCatalog.vocabulary.names
    return names.globals.values.count { if case .table = $0 { true } else { false } }
  }

  @Test func `the reference page tells everything about every function`() {
    let page = ReferencePage.text
    for function in Self.all {
      #expect(page.contains("### `\(function.signature)`\n\n\(function.summary)\n"))
      #expect(page.contains("```lua\n\(function.example)\n```"))
      for parameter in function.parameters { #expect(page.contains(parameter.summary)) }
    }
    #expect(page.components(separatedBy: "\n### ").count == Self.all.count + 1)
  }
}
