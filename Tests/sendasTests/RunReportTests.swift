import Foundation
import Journal
import Testing

@testable import sendas

struct RunReportTests {
  private static let hostile = "<script>alert(1)</script>\"' onload=x &amp; {{id}}"

  private func operation(
    _ number: Int, _ kind: String, _ arguments: String, task: String, state: OperationState = .done,
    result: String? = nil, error: String? = nil
  ) -> OperationRecord {
    OperationRecord(
      run: "r", number: number, identity: "user_a", kind: kind, arguments: arguments, taskKey: task,
      state: state, request: "r/\(number)", result: result, error: error,
      startedAt: Date(timeIntervalSince1970: 0), endedAt: Date(timeIntervalSince1970: 2))
  }

  private func report(
    _ operations: [OperationRecord], emails: [String: String] = [:], script: String = "print(1)"
  ) -> RunReport {
    RunReport(
      RunRecord(
        id: "r", command: "run", scriptPath: "s.lua", scriptText: script, workingFolder: "/w",
        startedBy: "me@here", organizationName: Self.hostile, baseURL: "http://127.0.0.1/",
        identity: "alice", startedAt: Date(timeIntervalSince1970: 0)), operations, emails: emails)
  }

  @Test func `results are in the order of the input, whatever was asked first`() {
    let report = report(
      [
        operation(1, "grant", #"{"allowed_user_id":"user_c"}"#, task: "main/p.csv row 10"),
        operation(2, "me", "{}", task: "main"),
        operation(
          3, "grant", #"{"allowed_user_id":"user_b"}"#, task: "main/p.csv row 9", state: .failed,
          error: #"{"kind":"invalid","message":"no, \"never\""}"#),
      ], emails: ["user_a": "a@x.test"])

    #expect(
      report.csv == """
        number,item,kind,allowing,allowed,state,error,place
        3,p.csv row 9,grant,a@x.test,user_b,failed,"no, ""never"" [invalid]",
        1,p.csv row 10,grant,a@x.test,user_c,done,,

        """)
    #expect(report.json.contains(#""changes":2,"changes_by_state":{"done":1,"failed":1}"#))
    #expect(report.requestsBySecond == [2: 2])
  }

  @Test func `what stands at the end comes from all that was granted and taken back`() {
    let report = report([
      operation(1, "grant", #"{"allowed_user_id":"b"}"#, task: "main"),
      operation(2, "revoke", #"{"allowed_user_id":"b"}"#, task: "main"),
      operation(3, "grant", #"{"allowed_user_id":"c"}"#, task: "main", state: .unchanged),
      operation(4, "grant", #"{"allowed_user_id":"d"}"#, task: "main", state: .failed),
    ])

    #expect(report.pairs == [.init(allowing: "user_a", allowed: "c")])
  }

  @Test func `hostile names are text on the page and nothing else`() throws {
    let page = try RunReportPage(
      report: report(
        [operation(1, "grant", #"{"allowed_user_id":"b"}"#, task: "main/" + Self.hostile)],
        emails: ["b": Self.hostile], script: "-- " + Self.hostile)
    ).html()

    #expect(!page.contains("<script"))
    #expect(
      page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x &amp;amp; {{id}}"))
    // Data stands between tags only.
    #expect(page.matches(of: /="[^"]*onload/).isEmpty)
    #expect(!page.contains("http://127.0.0.1/\""))
  }

  @Test func `up to 60 people are a matrix, and more are a list`() throws {
    let operations = { (count: Int) in
      (1...count).map {
        operation($0, "grant", #"{"allowed_user_id":"u\#($0)"}"#, task: "main")
      }
    }
    let small = try RunReportPage(report: report(operations(59))).html()
    let large = try RunReportPage(report: report(operations(60))).html()

    #expect(small.contains("class=\"matrix\""))
    #expect(!large.contains("class=\"matrix\""))
    #expect(large.contains("u1, u10, u11"))
  }

  @Test func `a run of the emulator is reported with its people's emails`() async throws {
    try await Program.use(files: ["s.lua": "sendas.grant('grace@acme.test')"]) { program in
      _ = try await program("run", "--emulator", "s.lua")
      let outcome = try await program(
        "runs", "report", "last", "--html", "r.html", "--csv", "-", "--json", "r.json")
      let none = try await program("runs", "report", "last")
      let page = try String(
        contentsOf: program.folder.appendingPathComponent("r.html"), encoding: .utf8)

      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.lines.last == "1,main,grant,alice@acme.test,grace@acme.test,done,,s.lua:1")
      #expect(page.contains("<td>grace@acme.test</td>"))
      #expect(none.status == 64)
      #expect(none.error.contains("say what to write: --html FILE"))
    }
  }
}
