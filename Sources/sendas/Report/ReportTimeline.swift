import CloseAPI
import Foundation
import Journal

/// The requests of a run over its time, beside the limit.
struct ReportTimeline {
  /// Some seconds of the run.
  struct Bar: Equatable {
    var time: String
    var requests: Int
    /// Of the longest bar.
    var percent: Int
    var throttled: Int
    /// Whether requests waited for the limit.
    var isWaiting: Bool
  }

  /// More than fits a page.
  static let mostBars = 60

  /// One bar for each stretch of the run; none for a run that was over at once.
  let bars: [Bar]
  /// The limits, in words.
  let limits: [String]
  /// The counts of the whole run, in words; empty while they are not known.
  let summary: String

  init(_ report: RunReport) {
    bars = Self.bars(report.notes.moments)
    limits = report.notes.limits.map {
      "\($0.group): \($0.requests) requests in \(Self.text($0.seconds)) s"
    }
    summary = Self.summary(report.run.summary.flatMap { try? JSONValue(parsing: $0) })
  }

  private static func bars(_ moments: [RunNotes.Moment]) -> [Bar] {
    guard moments.count > 1 else { return [] }
    let size = (moments.count + mostBars - 1) / mostBars
    var bars: [Bar] = []
    var last = RunNotes.Moment(second: 0, requests: 0, throttled: 0, isWaiting: false)
    for start in stride(from: 0, to: moments.count, by: size) {
      let part = moments[start..<min(start + size, moments.count)]
      guard let end = part.last else { break }
      bars.append(
        Bar(
          time: end.second > last.second ? "\(last.second)–\(end.second) s" : "\(end.second) s",
          requests: end.requests - last.requests, percent: 0,
          throttled: end.throttled - last.throttled, isWaiting: part.contains(where: \.isWaiting)))
      last = end
    }
    let most = max(1, bars.map(\.requests).max() ?? 1)
    for index in bars.indices { bars[index].percent = bars[index].requests * 100 / most }
    return bars
  }

  private static func summary(_ json: JSONValue?) -> String {
    guard let json, let requests = json["requests"]?.integerValue else { return "" }
    let throttled = json["throttled"]?.integerValue ?? 0
    let seconds = json["request_seconds"].flatMap(number) ?? 0
    var words = "\(requests) requests in \(text(seconds)) s, \(throttled) of them refused with 429"
    if let least = json["lower_bound_seconds"].flatMap(number), least >= 1 {
      let share = json["share"].flatMap(number) ?? 1
      words += String(
        format: "; nobody could have had them in less than %.1f s at %.0f %% of the limit", least,
        share * 100)
    }
    return words + "."
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  private static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds))" : String(format: "%.1f", seconds)
  }
}
