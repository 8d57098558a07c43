import NIOCore

/// Sends what is written in one turn of the event loop as one piece.
///
/// The HTTP client flushes the head of a request and its body each by itself; as they are, that would
/// be two system calls and two packets for each change.
final class GatheredFlush: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var isDue = false

  func flush(context: ChannelHandlerContext) {
    guard !isDue else { return }
    isDue = true
    context.eventLoop.assumeIsolated().execute { self.flushNow(context) }
  }

  /// What was flushed before must leave before the end of the connection does.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    flushNow(context)
    context.close(mode: mode, promise: promise)
  }

  private func flushNow(_ context: ChannelHandlerContext) {
    guard isDue else { return }
    isDue = false
    context.flush()
  }
}
