/// One request to Close, before anything about connections, keys or retries.
struct CloseRequest: Sendable, Equatable {
  enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  let method: Method
  /// The path below the base URL with a slash at both ends: Close redirects where the last one is
  /// missing, and redirects are not followed.
  let path: String
  /// Everything behind the path, with its question mark; or nothing.
  let query: String
  let body: JSONValue?
  /// The endpoint group as far as anybody outside Close knows: method and first segment of the
  /// path.
  let group: String

  /// Takes the parts of path and query as they are; they are encoded here.
  /// - Throws: ``CloseError`` of kind `bad_argument` for a segment or value that would change what
  ///   is meant: an empty one would turn the deletion of one object into that of many.
  init(
    _ method: Method, _ segments: [String], query: [(String, String)] = [], body: JSONValue? = nil
  ) throws(CloseError) {
    for segment in segments where segment.isEmpty || segment == "." || segment == ".." {
      throw CloseError(
        .badArgument, "“\(segment)” is not an id. Give the id of the object that is meant.",
        operation: "\(method.rawValue) /\(segments.joined(separator: "/"))/")
    }
    for (name, value) in query where value.isEmpty {
      throw CloseError(
        .badArgument, "“\(name)” is empty. Give the id of the person who is meant.",
        operation: "\(method.rawValue) /\(segments.joined(separator: "/"))/")
    }
    self.method = method
    path = "/" + segments.map { Self.encoded($0) + "/" }.joined()
    self.query =
      query.isEmpty
      ? ""
      : "?" + query.map { "\(Self.encoded($0))=\(Self.encoded($1))" }.joined(separator: "&")
    self.body = body
    group = "\(method.rawValue) /\(segments.first.map(Self.encoded) ?? "")"
  }

  /// The request in the words of an error: `POST /send_as/`.
  var operation: String { "\(method.rawValue) \(path)" }

  /// Whether the request changes nothing and may be repeated at will.
  var isRead: Bool { method == .get }

  /// Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3.
  private static func encoded(_ text: String) -> String {
    var result: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: result.append(byte)
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.append(byte)
      default:
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
