import Foundation
import Runs

/// The progress of a run in one line: a bar where the number of items is known, counts, the rate, what
/// is left, and what it waits for.
struct ProgressLine {
  /// How many characters the bar takes, without its brackets.
  private static let barWidth = 20
  /// Before so many items and so much time nobody knows how it goes on.
  private static let leastItems = 5
  private static let leastTime = Duration.seconds(1)

  let progress: RunProgress
  let elapsed: Duration

  /// What is left out where it is narrow: how long it takes and what it waits for stays to the last.
  private enum Part { case counts, requests, rate, elapsed }

  private static let stages: [(without: Set<Part>, bar: Int)] = [
    ([], barWidth), ([.rate], barWidth), ([.rate, .requests], barWidth),
    ([.rate, .requests, .elapsed], barWidth), ([.rate, .requests, .elapsed], barWidth / 2),
    ([.rate, .requests, .elapsed, .counts], barWidth / 2),
    ([.rate, .requests, .elapsed, .counts], 0),
  ]

  /// The line, with as much as has room in that width.
  func text(width: Int) -> String {
    var line = ""
    for (left, length) in Self.stages {
      line =
        (bar(length) ?? "") + parts(without: left).joined(separator: ", ")
      if line.count < width { return line }
    }
    return String(line.prefix(max(0, width - 2))) + "…"
  }

  /// The line where it stays: without a bar.
  var plain: String { parts(without: []).joined(separator: ", ") }

  private var tally: RunTally { progress.tally }

  private var isCounted: Bool { tally.knownItems > 0 && tally.endedItems <= tally.knownItems }

  private func bar(_ length: Int) -> String? {
    guard isCounted, length > 0 else { return nil }
    let full = length * tally.endedItems / tally.knownItems
    return "[" + String(repeating: "#", count: full)
      + String(repeating: "-", count: length - full) + "] "
  }

  private func parts(without left: Set<Part>) -> [String] {
    var parts: [String] = []
    if isCounted {
      parts.append("\(tally.endedItems) of \(tally.knownItems) items")
    } else if tally.endedItems > 0 {
      parts.append("\(tally.endedItems) items")
    }
    let counts = [
      (tally.granted, "granted"), (tally.alreadyGranted, "already there"),
      (tally.revoked, "revoked"), (tally.failedItems, "failed"),
    ]
    if !left.contains(.counts) { parts += counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" } }
    if !left.contains(.requests) {
      parts.append("\(progress.requests) request\(progress.requests == 1 ? "" : "s")")
    }
    if !left.contains(.rate), elapsed >= Self.leastTime, progress.requests > 0 {
      parts.append(String(format: "%.1f/s", Double(progress.requests) / elapsed.inSeconds))
    }
    if !left.contains(.elapsed) { parts.append(Self.time(elapsed)) }
    if isCounted, tally.endedItems < tally.knownItems { parts.append("left: \(remaining)") }
    if let wait = progress.waitingForLimit {
      parts.append(String(format: "waiting for the limit, %.1f s", wait.inSeconds))
    }
    return parts
  }

  /// By the pace so far, in which the waits for the limit are; never less than the present wait.
  private var remaining: String {
    guard tally.endedItems >= Self.leastItems, elapsed >= Self.leastTime else { return "unknown" }
    let perItem = elapsed.inSeconds / Double(tally.endedItems)
    let rest = perItem * Double(tally.knownItems - tally.endedItems)
    // The windows of the limit may make it longer than it was so far.
    let least = max(progress.remaining ?? .zero, progress.waitingForLimit ?? .zero)
    return Self.time(.seconds(max(rest, least.inSeconds)))
  }

  private static func time(_ duration: Duration) -> String {
    let seconds = duration.inSeconds
    guard seconds >= 60 else { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
