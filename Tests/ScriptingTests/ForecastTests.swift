import Emulator
import Runs
import Testing

@testable import Scripting

/// What a run says that it will send, before it has.
@Suite struct ForecastTests {
  /// An office of alice, `l1` and so on, who lend their names, and `p1` and so on.
  private static func office(lenders: Int, others: Int) throws -> World {
    let names = ["alice"] + (1..<lenders).map { "l\($0)" } + (1...others).map { "p\($0)" }
    let people = names.map { name in
      World.Person(
        email: "\(name)@acme.test", firstName: name, lastName: "Ng", apiKey: "api_\(name).key")
    }
    return try World(
      organization: World.Organization(name: "Acme"), users: people, associations: [])
  }

  /// Each lender lets each of the others send, in rows that take turns between lenders; `after` is what
  /// an item does then.
  private static func turns(
    lenders: Int, others: Int, after: String = "", lateKey: (of: String, until: String)? = nil
  ) async throws -> ScriptResult {
    try await ScriptFixture.run(
      """
      local rows, ended = {}, 0
      for i = 1, \(others) do
        for j = 0, \(lenders - 1) do
          local from = j == 0 and "alice" or "l" .. j
          rows[#rows + 1] = { from = from, to = "p" .. i .. "@acme.test" }
        end
      end
      batch.each(rows, function(row)
        sendas.as(row.from).grant(row.to)
        ended = ended + 1
        \(after)
      end)
      """, world: try office(lenders: lenders, others: others), lateKey: lateKey)
  }

  @Test func `rows that take turns between people leave in one request for each, told before`()
    async throws
  {
    let result = try await Self.turns(lenders: 40, others: 20)

    #expect(result.error == nil)
    #expect(result.tally.granted == 800)
    #expect(result.paths("/send_as/bulk/").count == 40)
    // Once, and what is told is what is sent: keys proven, lists, bulks.
    #expect(result.forecasts == [result.requests.count])
  }

  @Test func `what a batch sends is told where the last key comes after most was sent`()
    async throws
  {
    let result = try await Self.turns(
      lenders: 10, others: 3, after: "if ended == 27 then print('all others') end",
      lateKey: (of: "l9", until: "all others"))

    #expect(result.error == nil)
    #expect(result.tally.granted == 30)
    #expect(result.forecasts == [result.requests.count])
  }

  @Test func `nothing is told beforehand of a batch whose items go on`() async throws {
    let result = try await ScriptFixture.run(
      """
      batch.each({ 1 }, function()
        for i = 1, 5 do sendas.as("alice").grant("p" .. i .. "@acme.test") end
      end)
      """, world: try Self.office(lenders: 1, others: 5))

    #expect(result.error == nil)
    #expect(result.tally.granted == 5)
    #expect(result.forecasts == [])
  }
}
