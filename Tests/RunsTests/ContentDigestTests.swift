import CloseAPI
import Foundation
import Journal
import Testing

@testable import Runs

struct ContentDigestTests {
  @Test func `a short digest is the beginning of the whole one`() {
    // From FIPS 180-2, appendix B.1.
    #expect(ContentDigest.short(of: Array("abc".utf8)) == "ba7816bf8f01cfea")
    for message in ["", "abc", String(repeating: "é", count: 500)] {
      let whole = ContentDigest.text(of: Data(message.utf8))
      #expect(whole.hasPrefix("sha256:" + ContentDigest.short(of: Array(message.utf8))))
      let bytes = SHA256Digest.bytes(of: Array(message.utf8))
      #expect(
        ChangeContent(head: SHA256Digest.head(of: Array(message.utf8)))
          == ChangeContent(bytes.prefix(16)))
    }
  }
}
