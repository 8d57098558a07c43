import FoundationEssentials

/// Reads the API key out of an `Authorization` header.
enum BasicCredential {
  /// The user name of Basic authentication, which is the key; nil for any other header.
  ///
  /// Close's clients send an empty password; whatever stands there is not looked at.
  static func key(in authorization: String?) -> String? {
    guard let parts = authorization?.split(separator: " "), parts.count == 2,
      parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1]))
    else { return nil }
    let text = String(decoding: data, as: UTF8.self)
    return text.firstIndex(of: ":").map { String(text[..<$0]) }
  }
}
