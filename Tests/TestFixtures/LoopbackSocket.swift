import Foundation
import Glibc

/// A socket on a free port of this machine; nobody else gets that port until it is closed.
package struct LoopbackSocket: Sendable {
  package let descriptor: Int32
  package let port: Int

  /// Takes a free port without listening on it: connections are refused.
  package init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutableBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        bind(descriptor, pointer.baseAddress, size) == 0
          && getsockname(descriptor, pointer.baseAddress, &size) == 0
      }
    }
    guard isBound else {
      close(descriptor)
      throw POSIXError(.EADDRNOTAVAIL)
    }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  /// Listens, and calls `serve` with each connection in a thread of its own, until ``stop()``.
  package func listen(_ serve: @escaping @Sendable (Int32) -> Void) throws {
    guard Glibc.listen(descriptor, 16) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    Thread.detachNewThread {
      while case let connection = accept(descriptor, nil, nil), connection >= 0 {
        Thread.detachNewThread { serve(connection) }
      }
      // Closed here: its number could already belong to another test's socket when this thread looks
      // again.
      close(descriptor)
    }
  }

  /// Ends the listening.
  package func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Gives up the port of a socket that does not listen.
  package func release() { close(descriptor) }
}
