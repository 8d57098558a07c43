import GRDB
import Synchronization

/// Puts what waits to be written into one transaction: a commit is a flush of the disk, and many
/// tasks that write at the same time need no more than one.
final class CommitQueue: Sendable {
  /// Something to write, in two steps: into the transaction, and to the one who waits for it.
  private protocol Job: AnyObject, Sendable {
    func write(to connection: Database)
    /// With an error where the transaction was not committed.
    func end(_ failure: (any Error)?)
  }

  private final class Write<Value: Sendable>: Job {
    private let body: @Sendable (Database) throws -> Value
    private let continuation: CheckedContinuation<Result<Value, any Error>, Never>
    private let result = Mutex<Result<Value, any Error>?>(nil)

    init(
      _ body: @escaping @Sendable (Database) throws -> Value,
      _ continuation: CheckedContinuation<Result<Value, any Error>, Never>
    ) {
      (self.body, self.continuation) = (body, continuation)
    }

    /// In a savepoint of its own: where it throws nothing of it is written, and all of the others.
    func write(to connection: Database) {
      var value: Value?
      do {
        try connection.inSavepoint {
          value = try body(connection)
          return .commit
        }
        if let value { result.withLock { $0 = .success(value) } }
      } catch { result.withLock { $0 = .failure(error) } }
    }

    func end(_ failure: (any Error)?) {
      let own = result.withLock { $0 }
      // Its own failure says more than that of a transaction which ended because of it.
      if case .failure? = own, let own { return continuation.resume(returning: own) }
      let error = failure ?? DatabaseError(resultCode: .SQLITE_ABORT)
      continuation.resume(returning: failure == nil ? own ?? .failure(error) : .failure(error))
    }
  }

  private let database: DatabaseQueue
  private let time: ProcessorTime
  private let waiting = Mutex<[any Job]>([])

  init(_ database: DatabaseQueue, _ time: ProcessorTime) {
    (self.database, self.time) = (database, time)
  }

  /// Runs `body` in a transaction, and answers when it is durable.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async -> Result<Value, any Error> {
    await withCheckedContinuation { add(Write(body, $0)) }
  }

  private func add(_ job: any Job) {
    let isFirst = waiting.withLock { waiting in
      waiting.append(job)
      return waiting.count == 1
    }
    guard isFirst else { return }
    database.asyncWriteWithoutTransaction { [self] connection in
      let jobs = waiting.withLock { waiting in
        defer { waiting = [] }
        return waiting
      }
      do {
        try time.counting {
          try connection.inTransaction(.immediate) {
            for job in jobs { job.write(to: connection) }
            return .commit
          }
        }
        for job in jobs { job.end(nil) }
      } catch {
        for job in jobs { job.end(error) }
      }
    }
  }
}
