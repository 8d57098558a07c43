import Foundation

/// An HTTP/1.1 client that does next to nothing.
///
/// One connection, one request at a time, and of an answer only its status and length are looked
/// at. What it takes of the processor is the same for every server.
struct LoopbackClient {
  private let socket: CInt
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  init(port: Int) throws {
    socket = Foundation.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
    }
    guard status == 0 else {
      close(socket)
      throw Child.Failure(description: "no connection to port \(port): \(errno)")
    }
  }

  func end() { close(socket) }

  /// Sends a request and reads its answer; fails unless the status is 200 or 201.
  mutating func send(_ request: [UInt8]) throws {
    guard write(socket, request, request.count) == request.count else { throw failure("write") }
    var filled = 0
    while true {
      let room = buffer.count - filled
      let count = buffer.withUnsafeMutableBytes {
        read(socket, UnsafeMutableRawBufferPointer(rebasing: $0[filled...]).baseAddress, room)
      }
      guard count > 0 else { throw failure("read") }
      filled += count
      if try isWhole(filled) { return }
    }
  }

  /// Whether the head and as much body as it promises are there.
  private func isWhole(_ filled: Int) throws -> Bool {
    let text = buffer[..<filled]
    guard let end = text.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
    let head = String(decoding: text[..<end.lowerBound], as: UTF8.self).lowercased()
    guard head.hasPrefix("http/1.1 200") || head.hasPrefix("http/1.1 201") else {
      throw Child.Failure(description: "an answer was \(head.prefix(40))")
    }
    guard let field = head.firstRange(of: "content-length: "),
      let length = Int(head[field.upperBound...].prefix { $0.isNumber })
    else { throw Child.Failure(description: "an answer has no length") }
    return filled - end.upperBound >= length
  }

  private func failure(_ verb: String) -> Child.Failure {
    Child.Failure(description: "cannot \(verb) a socket: \(String(cString: strerror(errno)))")
  }
}
