import Foundation
import Glibc
import Synchronization
import TestFixtures

/// A proxy on a free port that makes one kind of tunnel: to a port of this machine.
final class TunnelingProxy: Sendable {
  var port: Int { socket.port }
  private let socket: LoopbackSocket
  private let target: Int
  private let heads = Mutex<[String]>([])

  init(to target: Int) throws {
    self.target = target
    socket = try LoopbackSocket()
    try socket.listen { self.serve($0) }
  }

  /// What it was asked, head by head.
  var asked: [String] { heads.withLock { $0 } }

  func stop() { socket.stop() }

  private func serve(_ client: Int32) {
    var head = ""
    var byte: UInt8 = 0
    while !head.hasSuffix("\r\n\r\n") {
      guard recv(client, &byte, 1, 0) == 1 else { return }
      head.append(Character(Unicode.Scalar(byte)))
    }
    heads.withLock { $0.append(head) }
    let server = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.address(target)
    _ = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        connect(server, pointer.baseAddress, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let reply = Array("HTTP/1.1 200 OK\r\n\r\n".utf8)
    _ = send(client, reply, reply.count, Int32(MSG_NOSIGNAL))
    Thread.detachNewThread { Self.pump(client, server) }
    Self.pump(server, client)
    close(server)
    close(client)
  }

  private static func pump(_ source: Int32, _ sink: Int32) {
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    while case let count = recv(source, &bytes, bytes.count, 0), count > 0 {
      _ = send(sink, bytes, count, Int32(MSG_NOSIGNAL))
    }
    shutdown(sink, Int32(SHUT_RDWR))
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
