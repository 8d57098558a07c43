import CloseAPI
import Journal
import Runs

/// What a report needs of a run beside its operations, as the journal keeps it.
struct RunNotes: Equatable {
  /// How far the requests had come at a time.
  struct Moment: Equatable {
    /// Since the run began.
    var second: Int
    /// Requests sent so far.
    var requests: Int
    /// Of them, answered with 429 so far.
    var throttled: Int
    /// Whether some waited for the limit just then.
    var isWaiting: Bool
  }

  /// What one key may do in one group of endpoints.
  struct Limit: Equatable {
    var group: String
    var requests: Int
    var seconds: Double
  }

  /// More than anybody reads in a report; a run may have a million items.
  static let mostFailures = 10_000
  /// As many as a picture can show.
  static let mostMoments = 240

  private(set) var failures: [ItemFailure] = []
  /// How many more items have failed than are listed.
  private(set) var unlisted = 0
  private(set) var moments: [Moment] = []
  var limits: [Limit] = []
  /// Whom people let send as them at the end, by ids; of those in whose name something was changed.
  var standing: [String: [String]] = [:]
  /// Seconds between two moments; more the longer the run is.
  private var interval = 1

  init() {}

  /// Notes an item that failed.
  mutating func add(_ failure: ItemFailure) {
    if failures.count < Self.mostFailures { failures.append(failure) } else { unlisted += 1 }
  }

  /// Notes how far the requests have come; of a long run only as many moments as can be shown.
  mutating func add(_ moment: Moment) {
    if let last = moments.last, moment.second - last.second < interval {
      // The latest counts are the right ones, and a wait is not forgotten.
      moments[moments.count - 1].requests = moment.requests
      moments[moments.count - 1].throttled = moment.throttled
      moments[moments.count - 1].isWaiting = last.isWaiting || moment.isWaiting
      return
    }
    moments.append(moment)
    guard moments.count > Self.mostMoments else { return }
    interval *= 2
    let all = moments
    moments = []
    for moment in all { add(moment) }
  }
}

// As notes of the journal, there and back.
extension RunNotes {
  /// The notes as the journal takes them; none where the summary of the run says all there is.
  var forJournal: [RunNote] {
    let failures = failures.map { failure in
      RunNote(
        "item_failed",
        [
          ("index", .integer(Int64(failure.index))), ("name", .string(failure.name)),
          ("kind", .string(failure.kind)), ("message", .string(failure.message)),
          ("place", failure.place.map(JSONValue.string) ?? .null),
        ])
    }
    let moments = (moments.count > 1 ? moments : []).map { moment in
      RunNote(
        "moment",
        [
          ("second", .integer(Int64(moment.second))),
          ("requests", .integer(Int64(moment.requests))),
          ("throttled", .integer(Int64(moment.throttled))), ("waiting", .bool(moment.isWaiting)),
        ])
    }
    let limits = (moments.isEmpty ? [] : limits).map { limit in
      RunNote(
        "limit",
        [
          ("group", .string(limit.group)), ("requests", .integer(Int64(limit.requests))),
          ("seconds", .number(limit.seconds)),
        ])
    }
    let rest = unlisted > 0 ? [RunNote("unlisted", [("count", .integer(Int64(unlisted)))])] : []
    let standing = standing.sorted { $0.key < $1.key }.map { allowing, allowed in
      RunNote(
        "standing",
        [("allowing", .string(allowing)), ("allowed", .array(allowed.map(JSONValue.string)))])
    }
    return failures + rest + standing + moments + limits
  }

  /// Reads what an earlier run has noted; what cannot be read was not noted.
  init(_ notes: [RunNote]) {
    for note in notes {
      guard let json = try? JSONValue(parsing: note.body) else { continue }
      let text = { (name: String) in json[name]?.stringValue }
      let count = { (name: String) in Int(json[name]?.integerValue ?? 0) }
      switch note.kind {
      case "item_failed":
        failures.append(
          ItemFailure(
            index: count("index"), name: text("name") ?? "", kind: text("kind") ?? "",
            message: text("message") ?? "", place: text("place")))
      case "unlisted": unlisted = count("count")
      case "standing":
        standing[text("allowing") ?? ""] = (json["allowed"]?.arrayValue ?? []).compactMap(
          \.stringValue)
      case "moment":
        moments.append(
          Moment(
            second: count("second"), requests: count("requests"), throttled: count("throttled"),
            isWaiting: json["waiting"]?.boolValue ?? false))
      case "limit":
        limits.append(
          Limit(
            group: text("group") ?? "", requests: count("requests"),
            seconds: Self.number(json["seconds"])))
      default: break
      }
    }
  }

  private static func number(_ value: JSONValue?) -> Double {
    switch value {
    case .number(let number)?: number
    case .integer(let number)?: Double(number)
    default: 0
    }
  }
}

extension RunNote {
  fileprivate init(_ kind: String, _ fields: [(String, JSONValue)]) {
    self.init(
      kind: kind, body: SecretRedactor.shared.redact(JSONValue.object(fields)).description)
  }
}
