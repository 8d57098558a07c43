import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Gathers one answer on the event loop of its connection, so that the task which waits for it is
/// woken once, not for the head and for each piece of the body.
///
/// All but the making of it happens on the loop.
final class AnswerCollector: HTTPClientResponseDelegate {
  private struct Gathered {
    var task: HTTPClient.Task<CloseAnswer>?
    var number = 0
    var isCancelled = false
    var head: AnswerHead?
    var body: [UInt8] = []
  }

  private let gathered: NIOLoopBoundBox<Gathered>
  private let timer: AnswerTimer
  private let bodyCap: Int

  /// - Parameters:
  ///   - bodyCap: the most bytes that a body may hold.
  ///   - timer: is told whatever happens.
  ///   - loop: where the answer arrives.
  init(bodyCap: Int, timer: AnswerTimer, loop: any EventLoop) {
    gathered = .makeBoxSendingValue(Gathered(), eventLoop: loop)
    self.timer = timer
    self.bodyCap = bodyCap
  }

  /// What has come of the answer, also when the rest does not.
  var head: AnswerHead? { gathered.value.head }

  /// Whether the caller has gone, perhaps before the request began.
  var isCancelled: Bool { gathered.value.isCancelled }

  /// Waits for the answer to a request.
  ///
  /// - Parameters:
  ///   - deadline: for how long at most.
  ///   - send: hands the request over; it may have left when this returns.
  /// - Returns: What is fulfilled when the answer is there, or will not come.
  func begin(
    until deadline: NIODeadline, _ send: () -> HTTPClient.Task<CloseAnswer>
  ) -> EventLoopFuture<CloseAnswer> {
    gathered.value.number = timer.begin(self, until: deadline)
    let task = send()
    gathered.value.task = task
    return task.futureResult
  }

  /// The answer is there, or will not come.
  func end() { timer.end(gathered.value.number) }

  /// The caller has gone.
  func cancel() {
    gathered.value.isCancelled = true
    giveUp(HTTPClientError.cancelled)
  }

  func giveUp(_ error: any Error) { gathered.value.task?.fail(reason: error) }

  func didSendRequestHead(task: HTTPClient.Task<CloseAnswer>, _ head: HTTPRequestHead) {
    timer.moved(gathered.value.number)
  }

  func didSendRequest(task: HTTPClient.Task<CloseAnswer>) { timer.moved(gathered.value.number) }

  func didReceiveHead(
    task: HTTPClient.Task<CloseAnswer>, _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    timer.moved(gathered.value.number)
    gathered.value.head = AnswerHead(
      status: Int(head.status.code),
      headers: head.headers.map { (name: $0.name, value: $0.value) })
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: HTTPClient.Task<CloseAnswer>, _ part: ByteBuffer
  ) -> EventLoopFuture<Void> {
    timer.moved(gathered.value.number)
    guard gathered.value.body.count + part.readableBytes <= bodyCap else {
      return task.eventLoop.makeFailedFuture(AnswerTooLarge())
    }
    part.withUnsafeReadableBytes { gathered.value.body.append(contentsOf: $0) }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<CloseAnswer>) throws -> CloseAnswer {
    // The library calls this after the head only.
    guard let head = gathered.value.head else { throw HTTPParserError.invalidEOFState }
    return CloseAnswer(head: head, body: gathered.value.body)
  }
}
