import Testing

struct CheckCommandTests {
  @Test func `what is wrong is told with its place`() async throws {
    let script = "local function f()\n  sendsa.me()\nend\nf(sendas.list{ allowed = 'x' })\n"
    try await Program.use(files: ["onboard.lua": script, "good.lua": "print(1)"]) { program in
      let text = try await program("check", "onboard.lua", "good.lua")
      let json = try await program("check", "--format", "json", "onboard.lua")

      #expect(text.status == 1)
      #expect(
        text.lines == [
          "onboard.lua:2:3: undefined global 'sendsa' (did you mean 'sendas'?) [undefined-global]",
          "onboard.lua:4:16: sendas.list does not know the argument 'allowed' (did you mean"
            + " 'allowed_user_id'?); it knows allowed_user_id, allowing_user_id [unknown-argument]",
        ])
      #expect(text.error == "2 scripts: 2 errors in 1 of them\n")
      #expect(json.status == 1)
      #expect(
        json.output.hasPrefix(
          #"[{"path":"onboard.lua","line":2,"column":3,"severity":"error","#
            + #""code":"undefined-global","message":"undefined global 'sendsa' (did you mean"#))
      #expect(json.error == "1 script: 2 errors\n")
    }
  }

  @Test func `a good script ends with status 0, and needs neither account nor configuration`()
    async throws
  {
    let files = [
      "good.lua": "require 'helpers'\nhelper(sendas.me())", "helpers.lua": "function helper() end",
      "config/config.toml": "nonsense",
    ]
    try await Program.use(files: files) { program in
      let text = try await program("check", "good.lua")
      let json = try await program("check", "--format", "json", "good.lua")

      #expect(text.status == 0)
      #expect(text.output == "")
      #expect(text.error == "1 script: nothing wrong\n")
      #expect(json.status == 0)
      #expect(json.output == "[]\n")
    }
  }

  @Test func `modules are found in folders that are named`() async throws {
    let files = [
      "a.lua": "require 'helpers'\nhelper()", "lib/helpers.lua": "function helper() end",
    ]
    try await Program.use(files: files) { program in
      let without = try await program("check", "a.lua")
      let with = try await program("check", "--lib", "lib", "a.lua")

      #expect(without.status == 1)
      #expect(with.status == 0)
    }
  }

  @Test func `a script that is not there is status 66, and a syntax error is found`() async throws {
    try await Program.use(files: ["bad.lua": "#!/usr/bin/env lua\nif x then\n"]) { program in
      let missing = try await program("check", "bad.lua", "nope.lua")
      let bad = try await program("check", "bad.lua")

      #expect(missing.status == 66)
      #expect(missing.output == "")
      #expect(missing.error == "sendas: the script 'nope.lua' is not there\n")
      #expect(bad.status == 1)
      #expect(
        bad.lines == [
          "bad.lua:3:1: 'end' expected (to close 'if' at line 2) near <eof> [syntax]"
        ])
    }
  }
}
