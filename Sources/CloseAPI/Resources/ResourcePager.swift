/// Goes through a list of any resource page by page: which request is next, and what an answer adds.
///
/// Lists say `has_more` and are continued with `_skip`; the event log gives a `cursor_next` and is
/// continued with `_cursor`. Entries that an earlier page held are passed over, because entries move
/// while a list is read.
public struct ResourcePager: Sendable {
  private enum Place: Equatable {
    case skip(Int)
    case cursor(String)
    case end
  }

  private let first: ResourceRequest
  private var place: Place
  private var seen: Set<String> = []
  private var last: [JSONValue] = []

  /// Begins a list.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` for a `_skip` that is no
  ///   number.
  public init(_ first: ResourceRequest) throws(CloseError) {
    guard let skip = Int(first.query["_skip"] ?? "0"), skip >= 0 else {
      throw CloseError(
        .badArgument, "_skip is '\(first.query["_skip"] ?? "")', but has to be a number from 0.")
    }
    self.first = first
    place = .skip(skip)
    isAtStart = true
  }

  private var isAtStart: Bool

  /// The request for the next page; nil after the last.
  public var next: ResourceRequest? {
    guard !isAtStart else { return first }
    var request = first
    switch place {
    case .skip(let skip): request.query["_skip"] = "\(skip)"
    case .cursor(let cursor): request.query["_cursor"] = cursor
    case .end: return nil
    }
    return request
  }

  /// Takes the answer to ``next``.
  /// - Returns: its entries, without those of earlier pages.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/unexpectedAnswer`` when it is no list, or the
  ///   same page again.
  public mutating func take(_ answer: JSONValue?) throws(CloseError) -> [JSONValue] {
    guard let entries = answer?["data"]?.arrayValue else {
      place = .end
      isAtStart = false
      throw failure("the answer is no list: it has no array 'data'. Ask for it with get.")
    }
    var fresh: [JSONValue] = []
    for entry in entries {
      guard let id = entry["id"]?.stringValue else {
        fresh.append(entry)
        continue
      }
      if seen.insert(id).inserted { fresh.append(entry) }
    }
    let isCircle = !entries.isEmpty && (fresh.isEmpty || entries == last)
    let following = following(answer, count: entries.count)
    if isCircle, following != .end {
      place = .end
      isAtStart = false
      throw failure("Close says that there is more, but sends the same page again.")
    }
    (place, last, isAtStart) = (following, entries, false)
    return fresh
  }

  private func following(_ answer: JSONValue?, count: Int) -> Place {
    if let cursor = answer?["cursor_next"]?.stringValue, !cursor.isEmpty, count > 0 {
      return .cursor(cursor)
    }
    guard answer?["has_more"]?.boolValue == true, count > 0, case .skip(let skip) = place else {
      return .end
    }
    return .skip(skip + count)
  }

  private func failure(_ problem: String) -> CloseError {
    CloseError(
      .unexpectedAnswer, "The list \(first.path) cannot be read: \(problem)",
      operation: "\(first.method.rawValue) \(first.path)")
  }
}
