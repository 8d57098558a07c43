import Foundation

/// An HTTP/1.1 client that does next to nothing.
///
/// One connection, one request at a time, and of an answer only its status and length are looked
/// at. What it takes of the processor is the same for every server.
struct LoopbackClient {
  private static let emptyLine = Array("\r\n\r\n".utf8)
  private static let length = Array("\r\ncontent-length: ".utf8)

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

  /// Sends a request and reads its answer; fails unless the status is 200, 201 or 204.
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
  ///
  /// Bytes are compared as they are: a client that takes long would hide what a server takes.
  private func isWhole(_ filled: Int) throws -> Bool {
    guard let end = place(of: Self.emptyLine, in: 0..<filled) else { return false }
    let status = buffer[9..<12]
    if status.elementsEqual("204".utf8) { return filled == end + 4 }
    guard status.elementsEqual("200".utf8) || status.elementsEqual("201".utf8) else {
      let line = String(decoding: buffer[..<min(end, 40)], as: UTF8.self)
      throw Child.Failure(description: "an answer was \(line)")
    }
    guard let field = place(of: Self.length, in: 0..<end) else {
      throw Child.Failure(description: "an answer has no length")
    }
    var length = 0
    for digit in buffer[(field + 18)..<end] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { break }
      length = 10 * length + Int(digit - UInt8(ascii: "0"))
    }
    return filled - (end + 4) >= length
  }

  /// Where a text begins, whatever the case of its letters.
  private func place(of text: [UInt8], in range: Range<Int>) -> Int? {
    guard range.count >= text.count else { return nil }
    return (range.lowerBound...(range.upperBound - text.count)).first { start in
      text.indices.allSatisfy { offset in
        let byte = buffer[start + offset]
        let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        return (isCapital ? byte | 0x20 : byte) == text[offset]
      }
    }
  }

  private func failure(_ verb: String) -> Child.Failure {
    Child.Failure(description: "cannot \(verb) a socket: \(String(cString: strerror(errno)))")
  }
}
