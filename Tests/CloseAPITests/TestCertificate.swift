import Foundation

/// A certificate that signs itself, made anew for each run of the tests; nothing of it is kept.
struct TestCertificate {
  struct Failure: Error {}

  let folder: URL
  var certificateFile: String { folder.path + "/certificate.pem" }
  var keyFile: String { folder.path + "/key.pem" }

  /// Calls `body` with a certificate for these names, as OpenSSL writes them: `IP:127.0.0.1`.
  static func use(
    for names: String = "IP:127.0.0.1,DNS:localhost", _ body: (TestCertificate) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let certificate = TestCertificate(folder: folder)
    try await certificate.make(names)
    try await body(certificate)
  }

  private func make(_ names: String) async throws {
    let openssl = Process()
    openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    openssl.arguments =
      ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
      + ["-nodes", "-days", "2", "-subj", "/CN=sendas tests", "-addext", "subjectAltName=\(names)"]
      + ["-keyout", keyFile, "-out", certificateFile]
    openssl.standardError = FileHandle.nullDevice
    let status = try await withCheckedThrowingContinuation { waiter in
      openssl.terminationHandler = { waiter.resume(returning: $0.terminationStatus) }
      do { try openssl.run() } catch { waiter.resume(throwing: error) }
    }
    guard status == 0 else { throw Failure() }
  }
}
