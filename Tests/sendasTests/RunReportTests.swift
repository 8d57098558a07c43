import Foundation
import Journal
import Runs
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
    _ operations: [OperationRecord], emails: [String: String] = [:], script: String = "print(1)",
    notes: RunNotes = RunNotes()
  ) -> RunReport {
    RunReport(
      RunRecord(
        id: "r", command: "run", scriptPath: "s.lua", scriptText: script, workingFolder: "/w",
        startedBy: "me@here", organizationName: Self.hostile, baseURL: "http://127.0.0.1/",
        identity: "alice", startedAt: Date(timeIntervalSince1970: 0)), operations,
      names: PeopleNames(emails: emails),
      notes: notes)
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
    #expect(
      report.json.contains(
        #""changes":2,"failed_before_a_change":0,"results_by_state":{"done":1,"failed":1}"#))
  }

  @Test func `no cell of the results is a formula to a spreadsheet`() {
    let report = report(
      [
        operation(
          1, "grant", #"{"allowed_user_id":"b"}"#, task: "main/=cmd|'/c calc'!A1", state: .failed,
          error: #"{"kind":"invalid","message":"-2+3"}"#)
      ], emails: ["user_a": "@a.test", "b": "+b@x.test"])

    #expect(
      report.csv.hasSuffix(
        "1,'=cmd|'/c calc'!A1,grant,'@a.test,'+b@x.test,failed,'-2+3 [invalid],\n"))
    #expect(report.json.contains(#""failed":1"#))
  }

  @Test func `an item that failed before it asked for a change stands in its place`() {
    var notes = RunNotes()
    for (index, row) in [(1, 9), (2, 10), (3, 11)] {
      notes.add(
        ItemFailure(
          index: index, name: "p.csv row \(row)", kind: "unknown_user", message: "nobody",
          place: "s.lua:3"))
    }
    let report = report(
      [
        operation(1, "grant", #"{"allowed_user_id":"x"}"#, task: "main"),
        operation(2, "grant", #"{"allowed_user_id":"b"}"#, task: "main/p.csv row 12"),
        operation(
          3, "grant", #"{"allowed_user_id":"c"}"#, task: "main/p.csv row 10", state: .failed,
          error: #"{"kind":"invalid","message":"no"}"#),
        operation(4, "revoke", #"{"allowed_user_id":"x"}"#, task: "main"),
      ], notes: notes)

    #expect(
      report.rows.map { "\($0.number ?? 0) \($0.item) \($0.error)" } == [
        "1 main ", "0 p.csv row 9 nobody [unknown_user]", "3 p.csv row 10 no [invalid]",
        "0 p.csv row 11 nobody [unknown_user]", "2 p.csv row 12 ", "4 main ",
      ])
    #expect(report.json.contains(#""failed_before_a_change":2"#))
  }

  @Test func `a change that a later attempt has made is told once, as it came to be`() {
    var attempts = [
      operation(1, "grant", #"{"allowed_user_id":"b"}"#, task: "main", state: .failed),
      operation(2, "grant", #"{"allowed_user_id":"b"}"#, task: "main", state: .failed),
      operation(3, "grant", #"{"allowed_user_id":"b"}"#, task: "main"),
    ]
    for index in attempts.indices { attempts[index].content = ChangeContent([1]) }
    // The script asks for it twice, and what it asks for the second time is another change.
    attempts[1].occurrence = 2

    #expect(
      report(attempts).rows.map { "\($0.number ?? 0) \($0.state)" } == ["2 failed", "3 done"])
  }

  @Test func `an association taken back by its id is told by whom it allowed`() {
    var taken = operation(1, "revoke", #"{"id":"sdas_1"}"#, task: "main")
    taken.before = #"[{"id":"sdas_1","allowing_user_id":"user_a","allowed_user_id":"user_b"}]"#

    #expect(report([taken], emails: ["user_b": "b@x.test"]).rows.map(\.allowed) == ["b@x.test"])
  }

  @Test func `a change of any other resource is told, too`() {
    let report = report([operation(1, "POST", #"{"path":"/lead/","body":{}}"#, task: "main")])

    #expect(report.rows.map(\.kind) == ["POST /lead/"])
    #expect(report.pairs == [])
  }

  @Test func `what the latest list of a person says counts more than single changes`() {
    var notes = RunNotes()
    notes.standing = ["user_a": ["c", "d"]]
    let report = report(
      [operation(1, "grant", #"{"allowed_user_id":"b"}"#, task: "main")], notes: notes)

    #expect(Set(report.pairs.map(\.allowed)) == ["c", "d"])
  }

  @Test func `the time line shows each second's requests, and where they waited for the limit`()
    throws
  {
    var notes = RunNotes()
    notes.add(.init(second: 1, requests: 160, throttled: 0, isWaiting: true))
    notes.add(.init(second: 2, requests: 160, throttled: 0, isWaiting: true))
    notes.add(.init(second: 9, requests: 200, throttled: 1, isWaiting: false))
    notes.limits = [.init(group: "POST /send_as", requests: 160, seconds: 8)]
    let report = report([], notes: notes)

    #expect(
      ReportTimeline(report).bars == [
        .init(time: "0–1 s", requests: 160, percent: 100, throttled: 0, isWaiting: true),
        .init(time: "1–2 s", requests: 0, percent: 0, throttled: 0, isWaiting: true),
        .init(time: "2–9 s", requests: 40, percent: 25, throttled: 1, isWaiting: false),
      ])
    #expect(ReportTimeline(report).limits == ["POST /send_as: 160 requests in 8 s"])
  }

  @Test func `a run of hours has a time line that fits a page, and its last counts are right`() {
    var notes = RunNotes()
    for second in 1...20_000 {
      notes.add(
        .init(second: second, requests: 20 * second, throttled: 0, isWaiting: second == 777))
    }
    let bars = ReportTimeline(report([], notes: notes)).bars

    #expect(notes.moments.count <= RunNotes.mostMoments)
    #expect(bars.count <= ReportTimeline.mostBars)
    #expect(bars.map(\.requests).reduce(0, +) == 400_000)
    #expect(bars.count(where: \.isWaiting) == 1)
  }

  @Test func `notes come back from the journal as they were`() {
    var notes = RunNotes()
    notes.add(ItemFailure(index: 3, name: "a", kind: "k", message: Self.hostile, place: nil))
    notes.add(.init(second: 1, requests: 5, throttled: 1, isWaiting: true))
    notes.add(.init(second: 2, requests: 9, throttled: 1, isWaiting: false))
    notes.limits = [.init(group: "GET /me", requests: 80, seconds: 7.5)]
    notes.standing = ["user_a": ["user_b", "user_c"]]

    #expect(RunNotes(notes.forJournal) == notes)
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

  @Test func `a run is reported with people's emails and all that they have given`() async throws {
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
      #expect(page.contains("6 permissions of 1 person."))
      #expect(none.status == 64)
      #expect(none.error.contains("say what to write: --html FILE"))
    }
  }
}
