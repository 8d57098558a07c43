import Foundation
import Journal
import TestFixtures
import Testing

struct FirstPageTests {
  @Test func `the example of the module's page leaves a run that is done`() async throws {
    let folder = try TemporaryFolder()
    let stateFolder = folder.file("state")

    let journal = try RunJournal(file: "\(stateFolder)/journal.sqlite")
    let run = RunRecord(
      id: "20261123-144239-7f3k", command: "run", scriptPath: "onboard.lua",
      workingFolder: "/home/ann", startedBy: "ann@desk",
      baseURL: "https://api.close.com/api/v1", identity: "ann@acme.test", startedAt: Date())
    try await journal.begin(run)

    let intents = try await journal.intend([
      OperationRecord(
        run: run.id, identity: "user_ann", kind: "grant",
        arguments: #"{"allowed_user_id":"user_bob"}"#, startedAt: Date())
    ])
    // Only now may the request leave.
    try await journal.settle([
      OperationOutcome(run: run.id, number: intents[0].number, state: .done, endedAt: Date())
    ])
    try await journal.finish(
      run.id, state: .done, exitStatus: 0, endedAt: Date(), summary: "{}")

    let kept = try await journal.run(matching: run.id)
    #expect(kept.state == .done)
    #expect(kept.exitStatus == 0)
    let operations = try await journal.operations(of: run.id)
    #expect(operations.map(\.state) == [.done])
  }

  @Test func `an input is kept once per attempt, with the text of a module`() async throws {
    let journal = try RunJournal.inMemory()
    try await journal.begin(.make())
    let run = RunRecord.make().id
    let module = RunInput(
      attempt: 1, kind: .module, name: "team.lua", digest: "sha256:1", text: "return {}")
    let again = RunInput(attempt: 1, kind: .module, name: "team.lua", digest: "sha256:2")
    let file = RunInput(attempt: 2, kind: .file, name: "people.csv", digest: "sha256:3")

    try await journal.note([module, again, file], of: run)

    #expect(try await journal.inputs(of: run) == [module, file])
  }
}
