import FoundationEssentials

/// Where Close's API is: scheme, host and path, checked once.
package struct BaseURL: Sendable, Hashable, CustomStringConvertible {
  /// The URL without a slash at its end.
  package let text: String
  /// The host in lower case, an IPv6 address without its brackets.
  let host: String
  let port: Int
  /// Whether it is https.
  let isEncrypted: Bool
  /// Whether it is this machine itself.
  var isLoopback: Bool { Self.isLoopback(host) }

  /// Checks a URL.
  /// - Parameter text: for example `https://api.close.com/api/v1`; a slash at its end is allowed.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` when it is no http or https
  ///   URL, holds a user name, a query or a fragment, or is plain http to another machine: a
  ///   credential would travel in the clear.
  package init(_ text: String) throws(CloseError) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      scheme == "https" || scheme == "http", let host = parts.host, !host.isEmpty
    else {
      throw Self.failure(
        text, "is not an http or https URL; write it like \(CloseTransport.closeBaseURL)")
    }
    guard parts.user == nil, parts.password == nil else {
      throw CloseError(
        .badArgument,
        "The base URL holds a user name or password; take it out, credentials come from profiles.")
    }
    guard parts.query == nil, parts.fragment == nil else {
      throw Self.failure(
        text, "holds a query or fragment; write it like \(CloseTransport.closeBaseURL)")
    }
    if scheme == "http", !Self.isLoopback(host) {
      throw Self.failure(
        text, "is plain http to another machine, which would show the key to the network; use https"
      )
    }
    var text = text
    while text.hasSuffix("/") { text.removeLast() }
    self.text = text
    self.host = Self.bare(host.lowercased())
    isEncrypted = scheme == "https"
    port = parts.port ?? (isEncrypted ? 443 : 80)
  }

  /// The URL as it was given, without a slash at its end.
  package var description: String { text }

  /// An IPv6 address without the brackets that it has in a URL.
  static func bare(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  private static func isLoopback(_ host: String) -> Bool {
    let host = bare(host.lowercased())
    if host == "localhost" || host == "::1" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
  }

  private static func failure(_ text: String, _ problem: String) -> CloseError {
    CloseError(.badArgument, "The base URL '\(text)' \(problem).")
  }
}
