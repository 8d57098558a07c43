import Foundation
import Lua
import Runs
import Testing

@testable import sendas

struct ProgressTests {
  private static func progress(
    ended: Int, known: Int, requests: Int, waiting: Duration? = nil
  ) -> RunProgress {
    var tally = RunTally()
    (tally.endedItems, tally.knownItems, tally.granted) = (ended, known, ended)
    return RunProgress(
      tally: tally, requests: requests, throttled: 0, waitingForLimit: waiting)
  }

  @Test
  func `the score of a run that the limit held up names its refusals, also where there are none`()
    throws
  {
    var progress = Self.progress(ended: 40, known: 40, requests: 600)
    progress.requesting = .seconds(32.4)
    progress.leastTime = .seconds(31)
    progress.share = 0.8
    let score = try #require(PacingScore(progress))

    #expect("\(score)" == "32.4 s, lower bound 31.0 s at a share of 80 % (96 %), 0 × 429")
  }

  @Test(
    arguments: [
      (
        progress(ended: 0, known: 40, requests: 1), 0.2,
        "[--------------------] 0 of 40 items, 1 request, 0.2 s, left: unknown"
      ),
      (
        progress(ended: 10, known: 40, requests: 20), 10,
        "[#####---------------] 10 of 40 items, 10 granted, 20 requests, 2.0/s, 10.0 s, left: 30.0 s"
      ),
      (
        progress(ended: 39, known: 40, requests: 40, waiting: .milliseconds(4_200)), 39,
        "[###################-] 39 of 40 items, 39 granted, 40 requests, 1.0/s, 39.0 s, left: 4.2 s,"
          + " waiting for the limit, 4.2 s"
      ),
      (progress(ended: 0, known: 0, requests: 300), 150, "300 requests, 2.0/s, 2 min 30 s"),
      (
        progress(ended: 40, known: 40, requests: 80), 10,
        "[####################] 40 of 40 items, 40 granted, 80 requests, 8.0/s, 10.0 s"
      ),
    ] as [(RunProgress, Double, String)])
  func `the line says how far, how fast, how long, and what it waits for`(
    _ progress: RunProgress, _ seconds: Double, _ line: String
  ) {
    #expect(ProgressLine(progress: progress, elapsed: .seconds(seconds)).text(width: 200) == line)
  }

  @Test func `a narrow terminal is told how long it takes and what it waits for`() {
    let line = ProgressLine(
      progress: Self.progress(ended: 10, known: 40, requests: 20, waiting: .milliseconds(4_200)),
      elapsed: .seconds(10))

    #expect(
      line.text(width: 80)
        == "[##--------] 10 of 40 items, left: 30.0 s, waiting for the limit, 4.2 s")
    #expect(
      line.text(width: 100)
        == "[#####---------------] 10 of 40 items, 10 granted, left: 30.0 s, waiting for the limit, 4.2 s"
    )
    #expect(
      line.text(width: 65) == "10 of 40 items, left: 30.0 s, waiting for the limit, 4.2 s")
    #expect(line.text(width: 30) == "10 of 40 items, left: 30.0 s…")
  }

  @Test func `a terminal shows a bar that the next line takes away`() async throws {
    let script = """
      batch.each({ 1, 2, 3, 4 }, function(n)
        if n == 4 then script.arguments{} task.sleep(1000) end
      end)
      """
    try await Program.use(files: ["s.lua": script]) { program in
      let outcome = try await TerminalSession.run(
        program, ["run", "--emulator", "s.lua"],
        [.see("[###############-----] 3 of 4 items"), .type("\u{3}"), .see("interrupted")])

      #expect(outcome.status == 130, "\(outcome.output)")
    }
  }

  @Test func `SIGUSR1 says where each task is and what it waits for`() async throws {
    let script = """
      task.spawn(function()
        task.sleep(1000)
      end)
      print("sleeping")
      task.sleep(2000)
      """
    try await Program.use(files: ["s.lua": script]) { program in
      let outcome = try await TerminalSession.run(
        program, ["run", "--emulator", "s.lua"],
        [
          .see("sleeping"), .see("0 requests"), .signal(SIGUSR1), .see("2 tasks:"),
          .see("main at s.lua:5: waiting for task.sleep for "),
          .see("main/task 1 at s.lua:2: waiting for task.sleep for "), .type("\u{3}"),
        ])

      #expect(outcome.status == 130, "\(outcome.output)")
    }
  }

  @Test func `SIGUSR1 says where a batch waits for its items`() async throws {
    let script = """
      local function each()
        batch.each({ "a", "b" }, function() task.sleep(1000) end, { key = tostring })
      end
      print("waiting") each()
      """
    try await Program.use(files: ["s.lua": script]) { program in
      let outcome = try await TerminalSession.run(
        program, ["run", "--emulator", "s.lua"],
        [
          .see("0 of 2 items"), .signal(SIGUSR1), .see("3 tasks:"),
          .see("main at s.lua:2: waiting for other tasks for "),
          .see("main/b at s.lua:2: waiting for task.sleep for "), .type("\u{3}"),
        ])

      #expect(outcome.status == 130, "\(outcome.output)")
    }
  }
}
