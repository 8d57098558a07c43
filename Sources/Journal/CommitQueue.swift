import GRDB
import Synchronization

/// Puts what waits to be written into one transaction: a commit is a flush of the disk, and many
/// tasks that write at the same time need no more than one.
final class CommitQueue: Sendable {
  /// Something to write, in two steps: into the transaction, and to the one who waits for it.
  private protocol Job: AnyObject, Sendable {
    /// Answers whether it succeeded; what it has written is to be taken back otherwise.
    func write(to connection: Database) -> Bool
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

    func write(to connection: Database) -> Bool {
      let written = Result { try body(connection) }
      result.withLock { $0 = written }
      return (try? written.get()) != nil
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
            if jobs.count == 1 { return jobs[0].write(to: connection) ? .commit : .rollback }
            for job in jobs {
              // Of its own: where one fails nothing of it is written, and all of the others.
              try connection.inSavepoint { job.write(to: connection) ? .commit : .rollback }
            }
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
