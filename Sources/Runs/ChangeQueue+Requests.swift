import CloseAPI

// What goes through the queue: changes, the requests that carry them, and what comes of them.
extension ChangeQueue {
  /// What one caller wants.
  struct Change: Sendable, Equatable {
    enum Wish: Sendable, Equatable { case grant, revoke }
    var id: Int
    var user: UserID
    var wish: Wish
    /// Whether an earlier attempt may have sent it.
    var isAgain = false
  }

  /// An explicit `bulk`, in as many parts as it takes.
  struct Explicit: Sendable {
    let id: Int
    /// The people it names.
    let allowed: [UserID]
    let disallowed: [UserID]
    /// Of a `sync`: who was there already.
    let unchanged: [UserID]?
    /// What has not been made yet.
    var parts: [(allowed: [UserID], disallowed: [UserID])]
    /// What was made so far.
    var granted: [UserID] = []
    var revoked: [UserID] = []
    /// Whether any of it has left.
    var hasLeft = false

    init(
      id: Int, _ allowed: [UserID], _ disallowed: [UserID], size: Int,
      unchanged: [UserID]? = nil
    ) {
      (self.id, self.allowed, self.disallowed) = (id, allowed, disallowed)
      self.unchanged = unchanged
      let people = allowed.map { ($0, true) } + disallowed.map { ($0, false) }
      parts = stride(from: 0, to: max(1, people.count), by: size).map { start in
        let part = people[start..<min(start + size, people.count)]
        return (part.filter(\.1).map(\.0), part.filter { !$0.1 }.map(\.0))
      }
    }

    /// The request that carries the next part.
    var request: Request {
      Request(
        changes: [], explicit: id, allowed: parts[0].allowed, disallowed: parts[0].disallowed,
        form: .bulk)
    }
  }

  /// The state that a `sync` asks for.
  struct Sync: Sendable {
    var id: Int
    /// Who is to be allowed, each once.
    var users: [UserID]
    /// Whether everybody else is to go.
    var prunes: Bool
    /// Who may not go.
    var keeps: Set<UserID> = []
  }

  enum Item: Sendable {
    case change(Change)
    case explicit(Explicit)
    case sync(Sync)
  }

  enum Phase { case idle, loading, sending, readingBack }

  /// One request, and the callers that it answers.
  struct Request: Sendable, Equatable {
    enum Form: Sendable, Equatable { case create, delete, bulk }
    var changes: [Change]
    /// The caller of an explicit `bulk`; then `changes` is empty.
    var explicit: Int?
    var allowed: [UserID]
    var disallowed: [UserID]
    var form: Form
    var resends = 0
    /// How often it was looked for again since it was sent last.
    var looks = 0

    var callers: [Int] { explicit.map { [$0] } ?? changes.map(\.id) }

    /// The same request for fewer changes.
    func narrowed(to rest: [Change]) -> Request {
      // What is sent again stays a bulk: it names the state wanted, so sending it twice does no
      // harm. Create does not promise that.
      var request = Request(rest, isAgain: resends > 0)
      (request.resends, request.looks) = (resends, looks)
      return request
    }
  }

  /// What a caller is told.
  enum Settlement: Sendable {
    case granted(Association)
    case alreadyGranted(Association)
    case revoked
    case nothingToRevoke
    case replaced(by: [Association], granted: [UserID], revoked: [UserID])
    case synced(granted: [UserID], revoked: [UserID], unchanged: [UserID])
    case failed(CloseError)
    /// By a limit of the run, before anything was sent.
    case refused(RunError)
    /// An explicit bulk of which only a part was made.
    case stopped(CloseError, granted: [UserID], revoked: [UserID])
  }

  /// What the engine has to do.
  enum Action: Sendable {
    case settle(Int, Settlement)
    case load
    case send(Request)
    /// After this time.
    case readBack(Request, CloseError, after: Duration)
  }
}

extension ChangeQueue.Request {
  /// One change leaves as create or delete, several as bulk, and so does one that is sent again.
  init(_ changes: [ChangeQueue.Change], isAgain: Bool = false) {
    let granted = changes.filter { $0.wish == .grant }.map(\.user)
    let revoked = changes.filter { $0.wish == .revoke }.map(\.user)
    let isAgain = isAgain || changes.contains(where: \.isAgain)
    let form: Form = changes.count > 1 || isAgain ? .bulk : granted.isEmpty ? .delete : .create
    self.init(
      changes: changes, explicit: nil, allowed: granted, disallowed: revoked, form: form)
  }
}
