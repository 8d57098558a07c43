import Foundation

/// A new file, open for reading and writing, that only its owner may read.
struct NewPrivateFile {
  let descriptor: Int32
  let path: String

  /// How many characters at the end of the path mkstemp chooses.
  private static let chosen = 6

  /// Makes a file whose path begins like this and ends as that of no other; nil with `errno`.
  init?(pathBeginning beginning: String) {
    let template = beginning + String(repeating: "X", count: Self.chosen)
    var bytes = Array(template.utf8CString)
    // mkstemp makes the file with 0600 whatever the umask is.
    descriptor = mkstemp(&bytes)
    guard descriptor >= 0 else { return nil }
    path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
