import Glibc
import Synchronization

/// One thread with a big stack, on which one state's actor runs its jobs in order.
final class LuaThread: SerialExecutor {
  private let queue = JobQueue()
  /// The thread itself, once it runs.
  private let id = Atomic<pthread_t>(0)

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

  func enqueue(_ job: consuming ExecutorJob) { queue.push(.job(UnownedJob(job))) }

  /// Does `work` after all that waits here; no Swift task is made for it, which another thread would
  /// have to be woken for.
  func perform(_ work: @escaping @Sendable () -> Void) { queue.push(.work(work)) }

  func checkIsolated() {
    precondition(id.load(ordering: .relaxed) == pthread_self(), "not on the Lua thread")
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Ends the thread when its jobs are done; `last` is the last thing it does.
  func finish(_ last: @escaping @Sendable () -> Void) { queue.stop(last) }

  private func work() {
    id.store(pthread_self(), ordering: .relaxed)
    var batch: [JobQueue.Item] = []
    while queue.take(into: &batch) {
      for item in batch {
        switch item {
        case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        case .work(let work): work()
        }
      }
    }
    queue.lastWord?()
  }
}
