import FoundationEssentials
import NIOSSL

/// The certificates of authorities that are trusted beside those of this machine.
struct TrustedCertificates: Sendable {
  let certificates: [NIOSSLCertificate]

  /// Reads a file of certificates in PEM form.
  /// - Throws: ``CloseError`` of kind `bad_argument` for a file that is not there or holds none.
  init(file: String) throws(CloseError) {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Self.failure(file, "cannot be read; check that it is there and who may read it")
    }
    do {
      certificates = try NIOSSLCertificate.fromPEMBytes(Array(data))
    } catch {
      throw Self.failure(
        file, "holds no certificates in PEM form; it needs -----BEGIN CERTIFICATE----- and so on")
    }
    guard !certificates.isEmpty else { throw Self.failure(file, "holds no certificate") }
  }

  private static func failure(_ file: String, _ problem: String) -> CloseError {
    CloseError(.badArgument, "The file of certificates '\(file)' (ca_file) \(problem).")
  }
}
