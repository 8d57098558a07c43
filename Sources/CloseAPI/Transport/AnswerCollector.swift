import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Gathers one answer on the event loop of its connection, so that the task which waits for it is
/// woken once, not for the head and for each piece of the body.
final class AnswerCollector: HTTPClientResponseDelegate {
  private struct Gathered {
    var head: AnswerHead?
    var body: [UInt8] = []
  }

  private let gathered = Mutex(Gathered())
  private let bodyCap: Int

  /// - Parameter bodyCap: the most bytes that a body may hold.
  init(bodyCap: Int) {
    self.bodyCap = bodyCap
  }

  /// What has come of the answer, also when the rest does not.
  var head: AnswerHead? { gathered.withLock(\.head) }

  func didReceiveHead(
    task: HTTPClient.Task<CloseAnswer>, _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    let answered = AnswerHead(
      status: Int(head.status.code),
      headers: head.headers.map { (name: $0.name, value: $0.value) })
    gathered.withLock { $0.head = answered }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: HTTPClient.Task<CloseAnswer>, _ part: ByteBuffer
  ) -> EventLoopFuture<Void> {
    let fits = gathered.withLock { gathered in
      guard gathered.body.count + part.readableBytes <= bodyCap else { return false }
      gathered.body.append(contentsOf: part.readableBytesView)
      return true
    }
    return fits
      ? task.eventLoop.makeSucceededVoidFuture()
      : task.eventLoop.makeFailedFuture(AnswerTooLarge())
  }

  func didFinishRequest(task: HTTPClient.Task<CloseAnswer>) throws -> CloseAnswer {
    let gathered = gathered.withLock { $0 }
    // The library calls this after the head only.
    guard let head = gathered.head else { throw HTTPParserError.invalidEOFState }
    return CloseAnswer(head: head, body: gathered.body)
  }
}
