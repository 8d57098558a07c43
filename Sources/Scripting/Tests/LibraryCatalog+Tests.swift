extension LibraryCatalog {
  /// What only files of tests find, which `sendas test` runs; `describe`, `it` and `expect` are written
  /// in Lua, in `TestPrelude.swift`, and what acts on the emulator in the program.
  package static let testing: [LibraryFunction] = [
    describe, it, expect, run, requests, associations, setFaults, file,
  ]

  private static let options = LibraryFunction.Parameter.optional(
    "options", .options,
    "world (a file beside the tests), limit (requests per second x seconds of a window, as \"20x8\";"
      + " none without it), profile (who acts)")

  private static let describe = LibraryFunction(
    name: "describe", summary: "Names what several tests are about.",
    parameters: [
      .required("name", .string, "what they are about"),
      .required("fn", .function, "called at once; declares the tests"), options,
    ], style: .positional, returns: "nothing", returnTypes: "", errors: [], suspends: false,
    example: #"""
      describe("onboarding", function()
        it("grants", function() expect(sendas.grant("grace@acme.test")).to_be_truthy() end)
      end)
      """#, body: .lua)

  private static let it = LibraryFunction(
    name: "it", summary: "Declares a test. It runs on an emulator of its own.",
    parameters: [
      .required("name", .string, "what is so, as a sentence"),
      .required("fn", .function, "the test; it fails with the first error that is raised in it"),
      options,
    ], style: .positional, returns: "nothing", returnTypes: "", errors: [], suspends: false,
    example: #"""
      it("is refused for nobody", function()
        expect(function() sendas.grant("nobody@acme.test") end).to_fail("unknown_user")
      end)
      """#, body: .lua)

  private static let expect = LibraryFunction(
    name: "expect", summary: "Looks at a value; what is not as expected fails the test.",
    parameters: [.optional("value", .any, "what to look at")], style: .positional,
    returns:
      "a table with to_equal, to_be, to_be_truthy, to_contain, to_match, to_fail, and never, which"
      + " has the same for the opposite",
    returnTypes: "sendas.Expectation", errors: ["expectation"], suspends: false,
    example: #"""
      it("compares tables by what is in them", function()
        expect({ 1, { a = 2 } }).to_equal({ 1, { a = 2 } })
        expect("grace").never.to_contain("heidi")
      end)
      """#, body: .lua)

  private static let run = LibraryFunction(
    name: "emulator.run",
    summary: "Runs a script on the test's emulator, as `sendas run` does.",
    parameters: [
      .required("script", .path, "the script; it is looked for beside the tests"),
      .optional("…", .any, "the arguments for the script"),
    ], style: .variadic,
    returns:
      "a table: status, prints, logs, failures (name, kind, message), error (kind, message, place; or"
      + " nil), granted, revoked, already_there, requests",
    returnTypes: "sendas.TestRun", errors: ["bad_input"], suspends: true,
    example: #"""
      it("does it once", function()
        fs.write("own.lua", 'sendas.grant("grace@acme.test")')
        expect(emulator.run("own.lua").granted).to_be(1)
        expect(emulator.run("own.lua").already_there).to_be(1)
      end)
      """#, body: .lua)

  private static let requests = LibraryFunction(
    name: "emulator.requests", summary: "Tells what the emulator was asked so far.",
    parameters: [], style: .positional,
    returns:
      "a list of tables: method, path, query, status (0 for none), person (an email, or nil), fault"
      + " (the rule that struck, or nil)",
    returnTypes: "sendas.TestRequest[]", errors: [], suspends: false,
    example: #"""
      it("asks once", function()
        sendas.me()
        expect(emulator.requests()[1].path).to_equal("/api/v1/me/")
      end)
      """#, body: .lua)

  private static let associations = LibraryFunction(
    name: "emulator.associations", summary: "Tells who may send as whom, whoever acts.",
    parameters: [], style: .positional,
    returns: "a list of tables: allowing and allowed, both emails",
    returnTypes: "{ allowing: string, allowed: string }[]", errors: [], suspends: false,
    example: #"""
      it("is seen by the server", function()
        sendas.grant("grace@acme.test")
        expect(emulator.associations()).to_contain({ allowing = "alice@acme.test", allowed = "grace@acme.test" })
      end)
      """#, body: .lua)

  private static let setFaults = LibraryFunction(
    name: "emulator.set_faults",
    summary:
      "Makes the emulator misbehave from now on, in place of the faults before; {} ends them.",
    parameters: [
      .required(
        "rules", .strings,
        "each METHOD PATH: PROBABILITY KIND, as `sendas emulator --help` tells of --fault"),
      .optional(
        "options", .options, "seed: a number; the same one gives the same faults", names: ["seed"]),
    ], style: .positional, returns: "nothing", returnTypes: "", errors: [], suspends: false,
    example: #"""
      it("makes a grant once although its answer is lost", function()
        emulator.set_faults{ "POST *: 1 reset-after" }
        sendas.grant("grace@acme.test")
        expect(emulator.associations()).to_contain({ allowing = "alice@acme.test", allowed = "grace@acme.test" })
      end)
      """#, body: .lua)

  private static let file = LibraryFunction(
    name: "emulator.file",
    summary:
      "Names a file beside the tests; the current folder of a test is an empty one of its own.",
    parameters: [.required("name", .string, "its name, from the folder of the tests")],
    style: .positional, returns: "its whole path", returnTypes: "string", errors: [],
    suspends: false,
    example: #"""
      it("has a folder", function() expect(emulator.file("team.csv")).to_match("/team%.csv$") end)
      """#, body: .lua)
}
