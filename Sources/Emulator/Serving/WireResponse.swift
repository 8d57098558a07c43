/// An answer of the emulated API, with nothing of sockets in it.
package struct WireResponse: Sendable, Hashable {
  /// One header field.
  package struct Header: Sendable, Hashable {
    /// The name as Close spells it.
    package var name: String
    /// The value.
    package var value: String

    /// Makes a field.
    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How the answer leaves.
  package enum Delivery: Sendable, Hashable {
    /// As it is.
    case whole
    /// Not at all: the connection is reset.
    case reset
    /// Half of the body, then the connection ends.
    case half
    /// Byte by byte, with a pause before each.
    case drip(Duration)
  }

  /// The status code; 0 where there is no answer.
  package var status: Int
  /// The header fields beyond those every server adds, in the order in which they are sent.
  package var headers: [Header]
  /// The body; empty where the answer has none.
  package var body: [UInt8]
  /// How it leaves.
  package var delivery = Delivery.whole
  /// How long it waits before it leaves.
  package var delay = Duration.zero

  /// Makes an answer.
  package init(status: Int, headers: [Header], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
