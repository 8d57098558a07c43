@testable import Emulator

/// The status and body of an answer, to be compared as a whole.
///
/// The keys of the body are sorted, and so must those of an expectation be.
struct Reply: Equatable {
  var status: Int
  var body: JSONValue

  init(status: Int, body: JSONValue) {
    self.status = status
    self.body = body
  }

  init(_ response: WireResponse) throws {
    status = response.status
    body = response.body.isEmpty ? .null : try JSONValue(parsing: response.body)
  }

  static let noContent = Reply(status: 204, body: .null)

  static func error(_ status: Int, _ text: String) -> Reply {
    Reply(status: status, body: ["error": .string(text)])
  }
}
