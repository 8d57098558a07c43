/// A request for any of Close's resources, for which there is no typed call.
public struct ResourceRequest: Sendable, Equatable {
  /// What is done; Close takes a PUT as a change of the fields that are there.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Reads.
    case get = "GET"
    /// Makes something, mostly.
    case post = "POST"
    /// Changes fields.
    case put = "PUT"
    /// Takes something away.
    case delete = "DELETE"
  }

  /// What is done.
  public var method: Method
  /// To what.
  public var path: ResourcePath
  /// With which parameters.
  public var query: ResourceQuery
  /// With which body, where there is one.
  public var body: JSONValue?
  /// Whether the caller says that a POST changes nothing.
  public var isDeclaredRead: Bool
  /// Whether the caller knows of a POST that a second one changes nothing more.
  ///
  /// It names a state, as one to `/membership/` does, and is sent again where its fate is unknown.
  public var isRepeatable: Bool
  /// Hours from UTC that dates in filters and reports mean, for `x-tz-offset`; from -14 to 14.
  public var timezoneOffset: Double?

  /// Describes a request.
  public init(
    _ method: Method, _ path: ResourcePath, query: ResourceQuery = [:], body: JSONValue? = nil,
    isDeclaredRead: Bool = false, isRepeatable: Bool = false, timezoneOffset: Double? = nil
  ) {
    (self.method, self.path, self.query, self.body) = (method, path, query, body)
    (self.isDeclaredRead, self.isRepeatable) = (isDeclaredRead, isRepeatable)
    self.timezoneOffset = timezoneOffset
  }

  /// Whether the request changes nothing: a GET, a search, a report, or a POST of which the caller
  /// says so.
  public var isRead: Bool {
    switch method {
    case .get: true
    case .post:
      isDeclaredRead || path.segments[0] == "report" || path.segments == ["data", "search"]
    case .put, .delete: false
    }
  }

  /// What the journal keeps: with the method it is all of the request.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [("path", .string(path.description))]
    if query != [:] { members.append(("query", query.json)) }
    if let body { members.append(("body", body)) }
    if isDeclaredRead { members.append(("reads", .bool(true))) }
    if isRepeatable { members.append(("repeatable", .bool(true))) }
    if let timezoneOffset { members.append(("tz_offset", .number(timezoneOffset))) }
    return .object(members)
  }

  /// Reads what ``json`` has written.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` for anything else.
  public init(_ method: Method, json: JSONValue) throws(CloseError) {
    let offset = json["tz_offset"]
    self.init(
      method, try ResourcePath(json["path"]?.stringValue ?? ""),
      query: try ResourceQuery(json: json["query"] ?? .object([])), body: json["body"],
      isDeclaredRead: json["reads"]?.boolValue ?? false,
      isRepeatable: json["repeatable"]?.boolValue ?? false,
      timezoneOffset: offset?.doubleValue)
  }

  /// The request as the transport takes it.
  func closeRequest() throws(CloseError) -> CloseRequest {
    guard !path.isSendAs else {
      throw CloseError(
        .badArgument,
        "\(path) belongs to Send As. Use associations, association, grant, revoke or bulk, which"
          + " see to it that nobody speaks for somebody else.",
        operation: "\(method.rawValue) \(path)")
    }
    let wireMethod: CloseRequest.Method =
      switch method {
      case .get: .get
      case .post: .post
      case .put: .put
      case .delete: .delete
      }
    var request = try CloseRequest(
      wireMethod, path.segments, parameters: query.parameters, body: body,
      effect: isRead ? .reads : isRepeatable ? .sets : nil)
    if let timezoneOffset {
      guard (-14.0...14.0).contains(timezoneOffset) else {
        throw CloseError(
          .badArgument,
          "The time zone's offset is \(timezoneOffset), but has to be hours from -14 to 14.")
      }
      let isWhole = timezoneOffset == timezoneOffset.rounded()
      request.timezoneOffset = isWhole ? "\(Int(timezoneOffset))" : "\(timezoneOffset)"
    }
    return request
  }
}
