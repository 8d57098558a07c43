/// One request that an emulator answered, for tests and summaries.
///
/// It holds no credential.
public struct RequestRecord: Sendable, Hashable {
  /// The bucket that denied a request.
  public enum Bucket: String, Sendable, Hashable {
    /// The limit of the caller's API key.
    case key
    /// The limit of the whole organisation.
    case organization
    /// The limit of requests that nobody is known to have made.
    case strangers
    /// The limit of all requests before any is looked at.
    case ingress
  }

  /// When it was answered, by the emulator's clock, since the emulator was made.
  public var time: Duration
  /// The method in capitals.
  public var method: String
  /// The path without the query.
  public var path: String
  /// The query as it came, empty where there was none.
  public var query: String
  /// The email of the person whose key it carried; nil if it was nobody's.
  public var person: String?
  /// The status of the answer.
  public var status: Int
  /// Who denied it, for a 429.
  public var deniedBy: Bucket?
  /// Why it was refused, in the words of the answer or, where that says nothing, in others.
  public var reason: String?
  /// The faults that struck it, as they were written.
  public var fault: String?

  /// Makes a record, for expectations in tests.
  package init(
    time: Duration, method: String, path: String, query: String = "", person: String? = nil,
    status: Int, deniedBy: Bucket? = nil, reason: String? = nil, fault: String? = nil
  ) {
    self.time = time
    self.method = method
    self.path = path
    self.query = query
    self.person = person
    self.status = status
    self.deniedBy = deniedBy
    self.reason = reason
    self.fault = fault
  }
}

/// The latest requests and the totals of all, in constant memory.
struct RequestLog: Sendable {
  /// As much of a text as is kept, in bytes: Close's own guideline for a whole URL.
  ///
  /// A client that sends longer ones must not fill the memory.
  private static let longest = 2_000

  private var ring: Ring<RequestRecord>
  private(set) var total = 0
  private(set) var throttled = 0

  init(capacity: Int) {
    ring = Ring(capacity: capacity)
  }

  /// The remembered requests, oldest first.
  var records: [RequestRecord] { ring.elements }

  mutating func add(_ record: RequestRecord) {
    total += 1
    if record.status == 429 { throttled += 1 }
    var record = record
    record.path = Self.beginning(of: record.path)
    record.query = Self.beginning(of: record.query)
    record.reason = record.reason.map(Self.beginning)
    ring.add(record)
  }

  private static func beginning(of text: String) -> String {
    text.utf8.count <= longest
      ? text : String(decoding: text.utf8.prefix(longest), as: UTF8.self)
  }
}
