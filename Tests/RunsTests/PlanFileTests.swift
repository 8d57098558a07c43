import CloseAPI
import Foundation
import Testing

@testable import Runs

struct PlanFileTests {
  private var plan: Plan {
    var plan = Plan()
    plan.command = ["onboard.lua", "people.csv"]
    (plan.organizationID, plan.organizationName) = ("orga_1", "Acme")
    (plan.baseURL, plan.identity) = ("https://api.close.com/api/v1", "alice@acme.test")
    plan.madeAt = Date(timeIntervalSince1970: 1_700_000_000)
    plan.changes = [
      Plan.Change(
        allowing: Plan.Person(id: "user_a", email: "alice@acme.test"),
        granted: [Plan.Person(id: "user_b", email: "bob@acme.test")],
        revoked: [Plan.Person(id: "user_c", email: "c")])
    ]
    plan.files = [Plan.File(path: "out.csv", rows: 3)]
    plan.problems = ["too much"]
    return plan
  }

  @Test func `a plan comes back from its file as it went in`() throws {
    #expect(try Plan(text: plan.text) == plan)
    // Spaces and line ends do not matter.
    #expect(try Plan(text: plan.text.replacing("\n", with: "\r\n  ")) == plan)
  }

  @Test(arguments: [
    ("bob@acme.test", "eve@acme.test", "changed by hand"),
    ("sendas plan 1", "sendas plan 9", "version"),
    ("{", "", "not a plan"),
  ])
  func `a file that is not the plan that was made is refused`(
    _ old: String, _ new: String, _ message: String
  ) {
    let text = plan.text.replacing(old, with: new, maxReplacements: 1)
    let error = #expect(throws: PlanFileError.self) { try Plan(text: text) }
    #expect(error?.description.contains(message) == true)
  }
}
