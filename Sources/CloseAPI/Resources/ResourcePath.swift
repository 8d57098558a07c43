/// A path of Close's API as its documentation writes it, below the base URL: `/lead/`,
/// `/activity/note/acti_…/`.
public struct ResourcePath: Sendable, Hashable, CustomStringConvertible {
  /// The parts between the slashes.
  let segments: [String]

  /// Takes a path; slashes at its ends may be left out, the request has them.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` when it names nothing, is a
  ///   whole URL, holds a query, or holds a part that would change what is meant.
  public init(_ text: String) throws(CloseError) {
    let lowercased = text.lowercased()
    guard !lowercased.hasPrefix("http://"), !lowercased.hasPrefix("https://") else {
      throw Self.failure(text, "is a whole URL; give the part behind /api/v1, as /lead/")
    }
    if let mark = text.first(where: { $0 == "?" || $0 == "#" }) {
      throw Self.failure(text, "holds a '\(mark)'; give parameters in the query, not in the path")
    }
    guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
      throw Self.failure(text, "holds white space or a control character")
    }
    var trimmed = text[...]
    if trimmed.hasPrefix("/") { trimmed.removeFirst() }
    if trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard !trimmed.isEmpty else {
      throw Self.failure(text, "names no resource; write it as /lead/ or /lead/lead_…/")
    }
    let segments = trimmed.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard segments.prefix(2) != ["api", "v1"] else {
      throw Self.failure(text, "begins with /api/v1, which is part of the base URL; leave it out")
    }
    guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw Self.failure(
        text, "has an empty part, '.' or '..' in it; give the id of the object that is meant")
    }
    self.segments = segments
  }

  /// Whether the path belongs to Send As, for which there are typed calls with guards of their own.
  public var isSendAs: Bool { segments[0].lowercased() == "send_as" }

  /// The path with a slash at both ends.
  public var description: String { "/" + segments.map { $0 + "/" }.joined() }

  private static func failure(_ text: String, _ problem: String) -> CloseError {
    CloseError(.badArgument, "The path '\(text)' \(problem).")
  }
}
