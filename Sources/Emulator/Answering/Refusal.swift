/// An answer that says no, in one of Close's error shapes.
struct Refusal: Error, Sendable, Hashable {
  var status: Int
  var body: JSONValue
  var headers: [WireResponse.Header] = []

  /// What it says, on one line.
  var reason: String {
    if case .string(let text) = body["error"] { return text }
    return String(decoding: body.compactText, as: UTF8.self)
  }

  /// `{"error":"text"}`: everything that is not about a field.
  static func plain(_ status: Int, _ text: String) -> Refusal {
    Refusal(status: status, body: ["error": .string(text)])
  }

  /// 400 with `errors` and `field-errors`, the shape of validation in Close's newer endpoints.
  static func invalid(errors: [String] = [], fields: FieldErrors = FieldErrors()) -> Refusal {
    Refusal(
      status: 400,
      body: [
        "errors": .array(errors.map(JSONValue.string)), "field-errors": .object(fields.members),
      ])
  }

  static let unauthorized = plain(401, "Unauthorized")

  /// The sentence is werkzeug's, whose beginning was seen at Close.
  static let unknownURL = plain(
    404,
    "The requested URL was not found on the server. If you entered the URL manually please "
      + "check your spelling and try again.")

  /// What Close says about an id of its own that is unknown, hidden or malformed.
  static func noSuch(_ model: String) -> Refusal {
    plain(404, "Empty query: \(model) matching query does not exist.")
  }

  static func wrongMethod(allowed: [String]) -> Refusal {
    var refusal = plain(405, "The method is not allowed for the requested URL.")
    refusal.headers = [WireResponse.Header(name: "Allow", value: allowed.joined(separator: ", "))]
    return refusal
  }
}
