import CLuaShims

/// One task of a state, as the state itself sees it.
final class Strand {
  /// What it waits for.
  enum Wait {
    case nothing
    /// The answer to that call.
    case answer(ParkedCall)
    /// Another task that wakes it.
    case wake
    /// Another task that is loading that module.
    case module(String)
  }

  /// Why it is told to stop.
  enum Stop { case cancel, interrupt }

  let id: Int
  let parent: Int?
  let label: String
  let path: String
  private let title: TaskTitle?
  private let spawnedAt: LuaPlace?
  /// Its parent's: tasks with the same parent share them.
  private let inherited: [LuaOrigin]?
  /// Its coroutine.
  let state: OpaquePointer
  /// What keeps the coroutine from being collected.
  let pin: Int32

  var wait = Wait.nothing
  /// When it began to wait.
  private var since: ContinuousClock.Instant?
  /// Where the script waits.
  var place: LuaPlace?
  var isRunning = false
  var suspensions = 0
  /// Whether it has been told to stop, or will be: a task is told once.
  var isCancelled = false
  /// What its next wait is to tell it.
  var pendingStop: Stop?
  /// Whether the script's own code is to be told as soon as it runs.
  var cancelsAtOnce = false
  var hasStarted = false
  /// Whether it has been told that nobody is left to wake it.
  var isStranded = false

  init(
    id: Int, parent: Strand?, label: String, title: TaskTitle?, spawnedAt: LuaPlace?,
    state: OpaquePointer, pin: Int32
  ) {
    self.id = id
    self.parent = parent?.id
    self.label = label
    self.path = parent.map { "\($0.path)/\(label)" } ?? label
    self.title = title
    self.spawnedAt = spawnedAt
    inherited = parent?.origins
    self.state = state
    self.pin = pin
  }

  /// Where it comes from, where the task that started it comes from, and so on, without the main
  /// task; of long chains only the beginning.
  private(set) lazy var origins: [LuaOrigin] =
    inherited.map {
      [LuaOrigin(title: title?.text ?? label, spawnedAt: spawnedAt)] + $0.prefix(19)
    } ?? []

  /// It waits from now on.
  func begins(_ wait: Wait) {
    self.wait = wait
    since = .now
  }

  /// It can go on.
  func ends() {
    wait = .nothing
    since = nil
  }

  /// Whether another task may wake it.
  var isParked: Bool { if case .wake = wait { true } else { false } }

  var task: LuaTask {
    let doing: LuaTask.State =
      switch wait {
      case .nothing: isRunning ? .running : .ready
      case .answer(let call): .waiting(for: call.name)
      case .wake: .parked
      case .module(let name): .loading(name)
      }
    return LuaTask(
      id: id, parent: parent, label: label, path: path, state: doing, suspensions: suspensions,
      place: place ?? spawnedAt, since: since)
  }
}

/// The tasks that can go on, first come first served.
struct ReadyQueue {
  /// A task, and how many values on its stack it goes on with.
  struct Entry {
    let strand: Strand
    let arguments: Int32
  }

  private var entries: [Entry] = []
  private var head = 0

  var isEmpty: Bool { head == entries.count }

  mutating func append(_ strand: Strand, _ arguments: Int32) {
    entries.append(Entry(strand: strand, arguments: arguments))
  }

  mutating func removeFirst() -> Entry? {
    guard head < entries.count else { return nil }
    defer {
      head += 1
      if head == entries.count {
        entries.removeAll(keepingCapacity: true)
        head = 0
      }
    }
    return entries[head]
  }
}
