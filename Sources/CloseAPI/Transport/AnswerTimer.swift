import AsyncHTTPClient
import NIOCore

/// Ends the requests of one event loop whose answers take too long: the clock of ``Patience``.
///
/// All of it happens on the loop.
struct AnswerTimer: Sendable {
  private let patience: NIOLoopBoundBox<Patience<AnswerCollector>>

  init(_ loop: any EventLoop, silence: TimeAmount) {
    patience = .makeBoxSendingValue(Patience(silence: silence), eventLoop: loop)
  }

  /// Begins to wait for an answer; the number tells which it is.
  func begin(_ answer: AnswerCollector, until deadline: NIODeadline) -> Int {
    let (number, alarm) = patience.value.begin(answer, until: deadline, at: .now())
    set(alarm)
    return number
  }

  func moved(_ number: Int) { patience.value.moved(number, at: .now()) }

  func end(_ number: Int) { patience.value.end(number) }

  private func set(_ alarm: NIODeadline?) {
    guard let alarm else { return }
    patience.eventLoop.scheduleTask(deadline: alarm) { look() }
  }

  private func look() {
    let (late, alarm) = patience.value.look(at: .now())
    set(alarm)
    for (answer, lateness) in late {
      switch lateness {
      case .notSent: answer.giveUp(NoConnectionInTime())
      case .unanswered: answer.giveUp(HTTPClientError.deadlineExceeded)
      }
    }
  }
}
