import Foundation
import NIOCore
import NIOPosix

@testable import Emulator

/// A connection that sends what it is given, byte for byte, and sees how the other side ends it.
struct RawConnection {
  /// What came until the connection ended, and how it ended.
  struct Ending: Equatable {
    var text: String
    var isReset: Bool
  }

  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

  /// Connects to the port of a base URL for the time of `body`.
  ///
  /// One that does not read leaves what comes where it is, in the system's buffers.
  static func open<Result: Sendable>(
    _ base: String, reads: Bool = true, _ body: (inout RawConnection) async throws -> Result
  ) async throws -> Result {
    let port = URLComponents(string: base)?.port ?? 0
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.autoRead, value: reads)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
      return try await body(&connection)
    }
  }

  func send(_ text: String) async throws {
    try await outbound.write(ByteBuffer(string: text))
  }

  /// Reads until the text holds `end`; everything so far.
  mutating func text(until end: String) async throws -> String {
    var text = ""
    while !text.contains(end), let buffer = try await inbound.next() {
      text += String(buffer: buffer)
    }
    return text
  }

  /// Reads until the other side ends the connection.
  mutating func ending() async throws -> Ending {
    var text = ""
    do {
      while let buffer = try await inbound.next() { text += String(buffer: buffer) }
      return Ending(text: text, isReset: false)
    } catch let error as IOError where error.errnoCode == ECONNRESET {
      return Ending(text: text, isReset: true)
    }
  }

  /// A request in the office, as text.
  static func request(
    _ method: String, _ path: String, as name: String = "ann", body: String = "",
    headers: String = ""
  ) -> String {
    let length =
      body.isEmpty
      ? "" : "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
    return "\(method) /api/v1\(path) HTTP/1.1\r\nHost: office.test\r\n"
      + "Authorization: \(Office.authorization(key: "key-\(name)"))\r\n\(length)\(headers)\r\n"
      + body
  }
}

extension Office {
  /// Runs the office on a free port for the time of a test.
  func serving<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let base = try await emulator.start()
    do {
      let result = try await body(base)
      await emulator.stop()
      return result
    } catch {
      await emulator.stop()
      throw error
    }
  }
}
