import Synchronization
import Testing

@testable import Lua

/// Answers on their way to the Lua thread.
struct InboxTests {
  private let inbox = Inbox(LuaLimits())

  /// Posts an answer, and says whether somebody was told.
  private func tells(_ number: Int) -> Bool {
    let told = Mutex(false)
    inbox.open(
      Inbox.Receiver(holds: { _ in }, whenFilled: { told.withLock { $0 = true } }))
    inbox.post(ParkedCall.ID(number: number, task: 1), .success([]))
    return told.withLock { $0 }
  }

  @Test func `who rests is told of the first answer, and takes the others with it`() {
    #expect(tells(1))
    #expect(!tells(2))
    #expect(inbox.takeAll().map(\.call.number) == [1, 2])
    #expect(tells(3))
  }

  @Test func `who is at work is told of none, and may not rest before it has taken them`() {
    inbox.attend()
    #expect(!tells(1))
    #expect(!inbox.leave())
    #expect(!tells(2))
    #expect(inbox.takeAll().count == 2)
    #expect(inbox.leave())
    #expect(tells(3))
  }
}
