/// The `RateLimit` header as a structured list, and the `RateLimit-Policy` that names its limits:
/// `"default";r=50;t=30` and `"default";q=100;w=60` (draft-ietf-httpapi-ratelimit-headers-08 to -11).
enum RateLimitList {
  /// One limit that the server watches.
  struct Item: Equatable {
    var name: String
    /// `r`, `t`, `q`, `w`, `qu`, `pk` and what else there is, as they were written.
    var parameters: [String: Substring]

    func number(_ name: String) -> Double? { parameters[name].flatMap(HeaderNumber.decimal) }
    func count(_ name: String, from least: Int) -> Int? {
      parameters[name].flatMap { HeaderNumber.count($0, from: least) }
    }
  }

  /// The items of a list; those without a parameter are left out, so that the older dictionary
  /// has none.
  static func items(_ text: String) -> [Item] {
    split(Substring(text), at: ",").compactMap { member in
      let parts = split(member, at: ";")
      guard let head = parts.first, parts.count > 1, !head.contains("=") else { return nil }
      let name = String(HeaderNumber.trimmed(head))
      guard !name.isEmpty else { return nil }
      var parameters: [String: Substring] = [:]
      for part in parts.dropFirst() {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { continue }
        parameters[HeaderNumber.trimmed(pair[0]).lowercased()] = pair[1]
      }
      return Item(name: name, parameters: parameters)
    }
  }

  /// Splits outside quotation marks.
  private static func split(_ text: Substring, at separator: Character) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      guard !isQuoted, text[index] == separator else { continue }
      parts.append(text[start..<index])
      start = text.index(after: index)
    }
    return parts + [text[start...]]
  }
}
