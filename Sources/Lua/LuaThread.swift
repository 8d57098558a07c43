import Glibc

/// One thread with a big stack, on which one state's actor runs its jobs in order.
final class LuaThread: SerialExecutor {
  private let queue = JobQueue()

  /// - Parameter stackSize: In bytes. Lua allows 200 nested C calls, and each may be a coroutine's
  ///   interpreter and a value that Swift reads recursively; only what is touched takes memory.
  init(stackSize: Int = 16 << 20) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { context in
        // Not nil: it is what this init has passed. The thread owns it until it ends.
        Unmanaged<LuaThread>.fromOpaque(context!).takeRetainedValue().work()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    precondition(status == 0, "no thread for Lua")
    pthread_attr_destroy(&attributes)
  }

  func enqueue(_ job: consuming ExecutorJob) { queue.push(UnownedJob(job)) }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Ends the thread when its jobs are done; `last` is the last thing it does.
  func finish(_ last: @escaping @Sendable () -> Void) { queue.stop(last) }

  private func work() {
    var batch: [UnownedJob] = []
    while queue.take(into: &batch) {
      for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
    queue.lastWord?()
  }
}
