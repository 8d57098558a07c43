import NIOCore
import NIOPosix
import Testing

@testable import CloseAPI

@Suite struct GatheredFlushTests {
  /// Counts what comes through to the socket.
  private final class Counter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    var seen: [String] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      seen.append("write")
      context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
      seen.append("flush")
      context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
      seen.append("close")
      context.close(mode: mode, promise: promise)
    }
  }

  /// What comes through in the turn in which `body` runs, and in the one after.
  private static func seen(
    _ body: @escaping @Sendable (any Channel) -> Void
  ) async throws -> (atOnce: [String], afterwards: [String]) {
    let server = try LoopbackServer([])
    let port = try #require(server.baseURL.split(separator: "/")[1].split(separator: ":").last)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: try #require(Int(port))).get()
    let loop = channel.eventLoop
    let counter = try await loop.submit {
      let counter = Counter()
      try channel.pipeline.syncOperations.addHandlers([counter, GatheredFlush()], position: .first)
      return NIOLoopBound(counter, eventLoop: loop)
    }.get()
    let atOnce = try await loop.submit {
      body(channel)
      return counter.value.seen
    }.get()
    let afterwards = try await loop.submit { counter.value.seen }.get()
    try? await channel.close()
    server.stop()
    return (atOnce, afterwards)
  }

  @Test func `what is flushed twice in a turn leaves once at its end`() async throws {
    let seen = try await Self.seen { channel in
      channel.writeAndFlush(ByteBuffer(string: "head"), promise: nil)
      channel.writeAndFlush(ByteBuffer(string: "body"), promise: nil)
    }
    #expect(seen.atOnce == ["write", "write"])
    #expect(seen.afterwards == ["write", "write", "flush"])
  }

  @Test func `what was flushed leaves before the end of the connection`() async throws {
    let seen = try await Self.seen { channel in
      channel.writeAndFlush(ByteBuffer(string: "last"), promise: nil)
      channel.close(promise: nil)
    }
    #expect(seen.afterwards == ["write", "flush", "close"])
  }
}
