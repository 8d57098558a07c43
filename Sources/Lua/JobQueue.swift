import Glibc

/// What waits to run on a `LuaThread`.
// Unchecked: a mutex and a condition at fixed addresses guard the plain fields.
final class JobQueue: @unchecked Sendable {
  /// Something to do.
  enum Item {
    /// A part of a Swift task.
    case job(UnownedJob)
    /// What nobody waits for.
    case work(@Sendable () -> Void)
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var items: [Item] = []
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

  func push(_ item: Item) {
    pthread_mutex_lock(mutex)
    items.append(item)
    let isFirst = items.count == 1
    pthread_mutex_unlock(mutex)
    if isFirst { pthread_cond_signal(filled) }
  }

  func stop(_ last: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    self.last = last
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(filled)
  }

  /// Waits for something to do and swaps them out, so that the lock is taken once for many.
  ///
  /// - Returns: False when it is stopped and empty.
  func take(into batch: inout [Item]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while items.isEmpty && last == nil { pthread_cond_wait(filled, mutex) }
    swap(&items, &batch)
    return !batch.isEmpty
  }

  /// What was given to `stop`, once.
  var lastWord: (@Sendable () -> Void)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return last
  }
}
