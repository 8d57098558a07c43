import CloseAPI
public import Runs

/// Holds changes back until a person has seen them all and said yes.
///
/// The changes of many tasks are asked about together, when nothing moves any more.
public actor ChangeGate {
  /// A change that waits for the person's word.
  public struct Wish: Sendable {
    /// Who would make it.
    public let identity: Identity
    /// What it is.
    public let kind: Operation.Kind
  }

  private struct Waiter {
    let number: Int
    let wish: Wish
    let continuation: CheckedContinuation<Void, any Error>
  }

  private let stillness: Stillness
  private let ask: @Sendable ([Wish]) async -> String?
  private var waiting: [Waiter] = []
  private var isAsking = false
  private var lastNumber = 0
  /// Whether changes pass unasked.
  public var isOpen = false

  /// Makes a gate for one run.
  ///
  /// - Parameters:
  ///   - engine: The run.
  ///   - ask: Shows the changes; answers nil for yes, else why they are not sent.
  public init(_ engine: RunEngine, ask: @escaping @Sendable ([Wish]) async -> String?) {
    (stillness, self.ask) = (engine.stillness, ask)
    stillness.alsoWhenStill { [weak self] in
      guard let self else { return }
      Task { await self.askIfStill() }
    }
  }

  /// Lets all changes pass from now on, or asks again.
  public func open(_ isOpen: Bool) { self.isOpen = isOpen }

  /// Waits until the change may go on; what only reads may at once.
  ///
  /// The caller counts as moving.
  ///
  /// - Throws: ``RunError`` of kind `refused` where the person says no.
  func pass(_ kind: Operation.Kind, as identity: Identity) async throws {
    guard kind.isChange, !isOpen else { return }
    lastNumber += 1
    let number = lastNumber
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation {
        (continuation: CheckedContinuation<Void, any Error>) in
        guard !Task.isCancelled else {
          continuation.resume(throwing: CancellationError())
          return
        }
        let wish = Wish(identity: identity, kind: kind)
        waiting.append(Waiter(number: number, wish: wish, continuation: continuation))
        stillness.rests()
      }
    } onCancel: {
      Task { await self.withdraw(number) }
    }
  }

  private func withdraw(_ number: Int) {
    guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
    stillness.moves()
    waiting.remove(at: index).continuation.resume(throwing: CancellationError())
  }

  private func askIfStill() async {
    guard !isAsking, !waiting.isEmpty, stillness.isStill else { return }
    isAsking = true
    let asked = Set(waiting.map(\.number))
    let refusal = isOpen ? nil : await ask(waiting.map(\.wish))
    isAsking = false
    // Not those that have come while the person was thinking: they are asked about next.
    let answered = waiting.filter { asked.contains($0.number) }
    waiting.removeAll { asked.contains($0.number) }
    stillness.moves(answered.count)
    for waiter in answered {
      if let refusal {
        waiter.continuation.resume(throwing: RunError(.refused, refusal))
      } else {
        waiter.continuation.resume()
      }
    }
    await askIfStill()
  }
}
