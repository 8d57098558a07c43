@testable import Emulator

extension WireResponse {
  /// The value of a header field by its name, whatever its case.
  subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
