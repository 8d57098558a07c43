import Foundation
import Journal
import Lua
import Runs

/// Words for people: prints on standard output, all else on standard error.
struct TextReporter: Reporter {
  /// What is run, as the summary calls it.
  let name: String
  /// Whether `sendas resume` can go on with it.
  var isResumable = true
  private let isInteractive = Terminal.isInteractive

  var progressInterval: Duration { isInteractive ? .milliseconds(100) : .seconds(10) }

  func report(_ event: RunEvent) {
    switch event {
    case .started, .operation: break
    case .print(let line): output(line)
    case .table(let columns, let rows):
      let table = Table(columns: columns, rows: rows)
      output(table.text(Terminal.isOutputInteractive ? .table : .csv))
    case .log(let level, let line):
      Terminal.error(level == .info ? line : "\(level.rawValue): \(line)")
    case .forecast(let forecast): Terminal.error("expected: \(forecast.text)")
    case .itemFailed(let failure): Terminal.error(Self.text(failure))
    case .finished(let summary):
      Terminal.clearProgress()
      for line in text(summary) { Terminal.error(line) }
    }
  }

  func progress(_ progress: RunProgress, after elapsed: Duration) {
    let line = ProgressLine(progress: progress, elapsed: elapsed)
    if isInteractive {
      Terminal.progress(line.text(width: Terminal.width))
    } else {
      Terminal.error(line.plain)
    }
  }

  private func output(_ text: String) {
    let wasClosed = Terminal.isOutputClosed
    Terminal.output(text)
    if Terminal.isOutputClosed, !wasClosed {
      Terminal.error("standard output was closed; the run goes on without it")
    }
  }

  func interrupted(by signal: Int32) {
    Terminal.error(
      "interrupted: what was sent is awaited, what was not is withdrawn; Ctrl-C again stops at once"
    )
  }

  func failed(_ error: LuaError) {
    for line in ErrorReport(error: error).lines { Terminal.error(line) }
  }

  private static func text(_ failure: ItemFailure) -> String {
    let place = failure.place.map { " (\($0))" } ?? ""
    let name = failure.message.hasPrefix(failure.name) ? "" : "\(failure.name): "
    return "failed: \(name)\(failure.message) [\(failure.kind)]\(place)"
  }

  private func text(_ summary: RunSummary) -> [String] {
    let tally = summary.progress.tally
    var counts = [
      "granted \(tally.granted)", "already there \(tally.alreadyGranted)",
      "failed \(tally.failedItems)",
    ]
    if tally.revoked + tally.nothingToRevoke > 0 {
      counts.insert("revoked \(tally.revoked)", at: 2)
      counts.insert("nothing to revoke \(tally.nothingToRevoke)", at: 3)
    }
    if tally.replayed > 0 { counts.append("from an earlier attempt \(tally.replayed)") }
    if tally.ambiguous > 0 { counts.append("outcome unknown \(tally.ambiguous)") }
    let (requests, throttled) = (summary.progress.requests, summary.progress.throttled)
    let refused =
      requests == 0
      ? "" : " \(throttled == 0 ? "none" : "\(throttled)") refused for the rate limit,"
    var lines = [
      "\(name): \(summary.state.rawValue) in \(Self.seconds(summary.duration)) s",
      "  " + counts.joined(separator: ", "),
      "  \(requests) request\(requests == 1 ? "" : "s") sent,\(refused) run \(summary.run)",
    ]
    if let score = PacingScore(summary.progress) { lines.append("  \(score)") }
    lines += summary.progress.stricterLimits.map {
      "  a stricter limit than its headers say: \($0)"
    }
    if summary.state != .done, requests > 0, isResumable {
      lines.append(
        "  To go on: sendas resume \(summary.run)")
    }
    return lines
  }

  private static func seconds(_ duration: Duration) -> String {
    duration.formatted(
      .units(allowed: [.seconds], width: .narrow, fractionalPart: .show(length: 1))
    )
    .filter { $0.isNumber || $0 == "." }
  }
}
