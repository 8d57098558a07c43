import Foundation
import Testing

/// Requests whose fate is not known, and servers that fail too often.
struct UnclearOutcomeTests {
  private static let invite = """
    local ok, err = pcall(close.post, "/membership/", { email = "nova@acme.test" })
    print(ok, ok and "made" or err.kind, ok or err.operation)
    """

  @Test func `a POST of unknown fate is sent once, ends with 7, and again only when told to`()
    async throws
  {
    try await LocalClose.use { close in
      try await Program.use(files: ["invite.lua": Self.invite]) { program in
        try close.configure(program)
        try close.strike("POST /membership/: 1 reset-after")
        let first = try await program("run", "invite.lua")
        #expect(first.status == 7)
        #expect(first.lines == ["false\tambiguous\tPOST /membership/"])
        #expect(first.error.contains("outcome unknown 1"))
        let shown = try await program("runs", "show", "last", "--format", "json")
        #expect(shown.output.contains(#""state":"ambiguous""#))

        try close.strike()
        let resumed = try await program("resume", "last")
        #expect(resumed.status == 7)
        #expect(resumed.lines.map { $0.hasPrefix("false\tambiguous") } == [true])
        #expect(close.requests.filter { $0 == "POST /api/v1/membership/" }.count == 1)

        let again = try await program("retry", "--ambiguous", "last")
        #expect(again.status == 0, "\(again.error)")
        #expect(again.lines == ["true\tmade\ttrue"])
        #expect(close.requests.filter { $0 == "POST /api/v1/membership/" }.count == 2)
      }
    }
  }

  // With the dice of this seed each strikes the first of its requests and not the second.
  @Test(arguments: ["PUT *: 0.6 reset-after", "DELETE *: 0.6 502 after"])
  func `PUT and DELETE of unknown fate are sent again by themselves`(_ fault: String) async throws {
    let script = """
      local member = organization.members{}[2]
      close.put("/membership/" .. member.id .. "/", { role_id = "admin" })
      close.delete("/membership/" .. member.id .. "/")
      """
    try await LocalClose.use { close in
      try await Program.use(files: ["change.lua": script]) { program in
        try close.configure(program)
        try close.strike(fault)
        let outcome = try await program("run", "change.lua")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
          close.requests.filter { $0.hasPrefix("PUT ") || $0.hasPrefix("DELETE ") }.count == 3)
      }
    }
  }

  @Test func `a server that fails too often ends the run with 6, and the run can be resumed`()
    async throws
  {
    let script = """
      local people = {}
      for i = 1, 12 do people[i] = i end
      batch.each(people, function() sendas.list{} end, { on_error = "continue" })
      """
    try await LocalClose.use { close in
      try await Program.use(files: ["list.lua": script]) { program in
        try close.configure(program)
        try close.strike("GET /send_as/: 1 502")
        let outcome = try await program("run", "list.lua")
        #expect(outcome.status == 6)
        #expect(outcome.error.contains("the budget for repeats is spent"))
        #expect(outcome.error.contains("To go on: sendas resume "))

        try close.strike()
        let resumed = try await program("resume", "last")
        #expect(resumed.status == 0, "\(resumed.error)")
      }
    }
  }
}
