/// A call that is answered later, and the task that waits for it.
struct ParkedCall: Sendable {
  /// Which call of which task: all that the one who finds the answer has to know.
  struct ID: Sendable, Hashable {
    let number: Int
    let task: Int
  }

  /// What finds the answer.
  enum Source: Sendable {
    case work(Task<Void, Never>)
    case promise(LuaPromise)
  }

  let id: ID
  /// The function's.
  let name: String
  /// Bytes that its arguments count for until it is answered.
  let weight: Int
  let delivered: @Sendable () -> Void
  let source: Source

  /// Nobody waits any more.
  func cancel() {
    switch source {
    case .work(let task): task.cancel()
    case .promise(let promise): promise.cancel()
    }
  }
}
