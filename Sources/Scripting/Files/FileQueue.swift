import Dispatch

/// Where files are read: that may block for as long as a pipe has nothing to say, which must hold up
/// nobody else.
enum FileQueue {
  private static let queue = DispatchQueue(label: "sendas.files", attributes: .concurrent)

  /// What `body` answers, on a thread that may wait.
  static func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try body() }) }
    }
  }
}
