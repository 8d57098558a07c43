import Glibc

/// What waits to run on a `LuaThread`.
// Unchecked: a mutex and a condition at fixed addresses guard the plain fields.
final class JobQueue: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var jobs: [UnownedJob] = []
  private var last: (@Sendable () -> Void)?

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(filled, nil)
  }

  deinit {
    pthread_cond_destroy(filled)
    pthread_mutex_destroy(mutex)
    filled.deallocate()
    mutex.deallocate()
  }

  func push(_ job: UnownedJob) {
    pthread_mutex_lock(mutex)
    jobs.append(job)
    let isFirst = jobs.count == 1
    pthread_mutex_unlock(mutex)
    if isFirst { pthread_cond_signal(filled) }
  }

  func stop(_ last: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    self.last = last
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(filled)
  }

  /// Waits for jobs and swaps them out, so that the lock is taken once for many.
  ///
  /// - Returns: False when it is stopped and empty.
  func take(into batch: inout [UnownedJob]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while jobs.isEmpty && last == nil { pthread_cond_wait(filled, mutex) }
    swap(&jobs, &batch)
    return !batch.isEmpty
  }

  /// What was given to `stop`, once.
  var lastWord: (@Sendable () -> Void)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return last
  }
}
