import CloseAPI
import Journal
import Synchronization

/// What a run can tell a task without waiting for anybody: whom words mean, what earlier attempts have
/// come to, and what stands already.
///
/// The engine keeps it up to date; calls look here before they wait for the engine. What is not here is
/// not known to be otherwise.
final class Foreknowledge: Sendable {
  /// Which answers may be given.
  enum Gate: Sendable {
    /// None: nothing can be written down, changes are only planned, or the run is over.
    case shut
    /// Those of earlier attempts: the organization is not held for this run yet.
    case remembering
    /// All.
    case open
  }

  private struct State {
    var gate = Gate.shut
    var identities: [String: Identity] = [:]
    var people: PeopleDirectory?
    var standing: [UserID: Standing] = [:]
    var recollection = Recollection()
    var replay: Replay
    /// What is to be written down with the next commit.
    var noted: [OperationRecord] = []
    /// How much of what was noted is not written down yet.
    var unwritten = 0
  }

  private let state: Mutex<State>

  init(retry: Replay.Retry) { state = Mutex(State(replay: Replay(retry: retry))) }

  func set(_ gate: Gate) { state.withLock { $0.gate = gate } }

  // MARK: Whom words mean

  func identity(_ word: String) -> Identity? { state.withLock { $0.identities[word] } }

  func means(_ word: String, _ identity: Identity) {
    state.withLock { $0.identities[word] = identity }
  }

  var people: PeopleDirectory? { state.withLock { $0.people } }

  func learn(_ people: PeopleDirectory?) { state.withLock { $0.people = people } }

  // MARK: What earlier attempts have come to

  /// What an earlier attempt has come to with a change, where it was answered; it is not told twice.
  ///
  /// - Returns: The answer; and whether more should be read.
  func recall(_ key: ChangeKey) -> (answer: AnsweredChange?, isRunningOut: Bool) {
    state.withLock { state in
      guard state.gate != .shut, let answer = state.recollection.take(key) else {
        return (nil, false)
      }
      state.replay.answers(answer.number)
      return (answer, state.recollection.isRunningOut)
    }
  }

  /// What an operation of the journal means for the change that is asked for again, and was looked up
  /// because it is not here.
  ///
  /// - Returns: What it means; and whether more should be read.
  func judge(_ known: OperationRecord) -> (memory: Replay.Memory?, isRunningOut: Bool) {
    state.withLock { state in
      let isRunningOut = state.recollection.missed(known.number)
      return (state.replay.judge(known), isRunningOut)
    }
  }

  /// The number after which to read on in the journal; nil where nothing is to be read now.
  func beginPage() -> Int? { state.withLock { $0.recollection.beginPage() } }

  /// Takes over what was read; nil where it could not be read.
  func endPage(_ changes: [AnsweredChange]?) {
    state.withLock { $0.recollection.endPage(changes, $0.replay) }
  }

  /// Whether an earlier attempt has made the change, and this one has not asked for it.
  func isLeft(_ operation: OperationRecord, before attempt: Int) -> Bool {
    state.withLock { $0.replay.isLeft(operation, before: attempt) }
  }

  // MARK: What stands already

  /// What stands of an identity's permissions as long as nothing of it changes; nil while something
  /// does, or may.
  func stands(_ standing: Standing?, of id: UserID) {
    state.withLock { $0.standing[id] = standing }
  }

  /// What a change comes to without a request, if that is known.
  func settlement(
    of wish: ChangeQueue.Change.Wish, _ user: UserID, allowing id: UserID
  ) -> ChangeQueue.Settlement? {
    state.withLock { state in
      // Where they are written down more slowly than they are answered, the next wait for the journal.
      guard state.gate == .open, state.unwritten < Self.mostUnwritten else { return nil }
      return state.standing[id]?.settlement(of: wish, user)
    }
  }

  /// Adds what is to be written down with the next commit.
  ///
  /// - Returns: How much there is by now.
  func note(_ record: OperationRecord) -> Int {
    state.withLock { state in
      state.noted.append(record)
      state.unwritten += 1
      return state.noted.count
    }
  }

  /// Gives what is to be written down, once; followed by ``wrote(_:)``.
  func takeNoted() -> [OperationRecord] {
    state.withLock { state in
      defer { state.noted = [] }
      return state.noted
    }
  }

  /// So many of those that were noted are written down, or never will be.
  func wrote(_ count: Int) { state.withLock { $0.unwritten -= count } }

  private static let mostUnwritten = 2000
}
