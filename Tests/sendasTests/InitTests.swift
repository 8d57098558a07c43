import Foundation
import Testing

@testable import sendas

struct InitTests {
  @Test func `the folder holds an example that runs and passes the check as it stands`()
    async throws
  {
    try await Program.use { program in
      let made = try await program("init", "scripts")
      let check = try await program(
        "check", "scripts/grant_team.lua", "scripts/grant_team_test.lua")
      let test = try await program("test", "scripts/grant_team_test.lua")
      let run = try await program(
        "run", "--emulator", "scripts/grant_team.lua", "scripts/team.csv")

      #expect(made.status == 0)
      #expect(made.lines == StarterFolder.files.map { "scripts/\($0.path)" })
      #expect(check.status == 0, "\(check.output)")
      #expect(test.status == 0, "\(test.output)")
      #expect(run.output == "3 people may now send as alice@acme.test, 0 rows failed\n")
    }
  }

  @Test func `what is there is kept, and only what is generated is written anew when asked`()
    async throws
  {
    let own = ["team.csv": "email\n", ".luacheckrc": "std = 'lua54'\n", ".gitignore": "x\n"]
    try await Program.use(files: own) { program in
      let first = try await program("init")
      let second = try await program("init", "--refresh")
      let text = { (name: String) in
        try String(contentsOf: program.folder.appendingPathComponent(name), encoding: .utf8)
      }

      #expect(first.status == 0)
      #expect(first.error.contains("team.csv is there already and was kept\n"))
      #expect(
        first.error.contains(
          ".luacheckrc differs from what this program writes; --refresh replaces it\n"))
      #expect(second.lines.contains(".luacheckrc"))
      #expect(!second.lines.contains("team.csv"))
      #expect(try text("team.csv") == "email\n")
      #expect(try text(".gitignore") == "x\n")
      #expect(try text(".luacheckrc").hasPrefix("-- Written by `sendas init`"))
    }
  }

  @Test func `a folder that cannot be is status 74`() async throws {
    try await Program.use(files: ["file": ""]) { program in
      let outcome = try await program("init", "file/below")

      #expect(outcome.status == 74)
      #expect(outcome.error.contains("cannot be written"))
    }
  }

  @Test func `the editor's settings are JSON`() throws {
    let settings = try JSONSerialization.jsonObject(with: Data(EditorSettings.text.utf8))

    #expect((settings as? [String: Any])?["workspace.library"] as? [String] == [".sendas"])
  }

  @Test(.enabled(if: Luacheck.isThere, "luacheck cannot be installed here (Debian's lua-check)"))
  func `luacheck passes on the scripts that come along, and finds what scripts do not have`()
    async throws
  {
    let folder = Program.repository.appendingPathComponent("scripts/lua")
    let scripts = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".lua") }.map { folder.appendingPathComponent($0).path }
    try await Program.use(files: ["bad.lua": "os.execute('x')\nsendas.grnt('y')\n"]) { program in
      _ = try await program("init")
      let words = ["--no-color", "--config", ".luacheckrc"]
      let good = try await program.run(
        Luacheck.path, words + ["grant_team.lua", "grant_team_test.lua"] + scripts)
      let bad = try await program.run(Luacheck.path, words + ["bad.lua"])

      #expect(!scripts.isEmpty)
      #expect(good.status == 0, "\(good.output)")
      #expect(bad.output.contains("accessing undefined field 'execute' of global 'os'"))
      #expect(bad.output.contains("accessing undefined field 'grnt' of global 'sendas'"))
    }
  }
}

/// Debian's luacheck, which is installed where that is possible.
enum Luacheck {
  static let path = "/usr/bin/luacheck"

  static let isThere: Bool = {
    if FileManager.default.isExecutableFile(atPath: path) { return true }
    let needs = Process()
    needs.executableURL = Program.repository.appendingPathComponent("scripts/needs")
    needs.arguments = ["lua-check"]
    guard (try? needs.run()) != nil else { return false }
    needs.waitUntilExit()
    return FileManager.default.isExecutableFile(atPath: path)
  }()
}
