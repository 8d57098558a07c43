import CloseAPI

/// A key as a file or a command gives it: with a line end, usually.
struct KeyText {
  /// The text without the white space around it.
  let bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    self.bytes = bytes[start..<end]
  }

  /// Makes the credential.
  ///
  /// - Parameters:
  ///   - profile: the profile's name, for messages.
  ///   - origin: where the text comes from, as the beginning of a sentence.
  ///   - remedy: what to do when it holds no key.
  /// - Returns: the credential.
  /// - Throws: ``ProfileError`` of kind `noCredential`, which never repeats the text.
  func credential(
    of profile: String, from origin: String, remedy: String
  ) throws(ProfileError) -> Credential {
    guard !bytes.isEmpty else {
      throw ProfileError(
        .noCredential, "\(origin) of profile '\(profile)' holds nothing. \(remedy)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ProfileError(
        .noCredential, "\(origin) of profile '\(profile)' holds no text. \(remedy)")
    }
    do {
      return try Credential(apiKey: text)
    } catch {
      throw ProfileError(
        .noCredential,
        "\(origin) of profile '\(profile)' holds no usable key. \(error.message)")
    }
  }
}
