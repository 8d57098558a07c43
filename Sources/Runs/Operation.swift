public import CloseAPI
import Journal

/// One thing that a task asks of Close, in the name of one identity.
public struct Operation: Sendable {
  /// What is asked.
  public enum Kind: Sendable {
    /// Who the identity is.
    case me
    /// The associations between the two, where each is optional; neither means: those I allow.
    case list(allowing: UserID?, allowed: UserID?)
    /// One association.
    case get(AssociationID)
    /// Let this person send as the identity.
    case grant(UserID)
    /// Take a permission back.
    case revoke(Revocation)
    /// Many of both at once, in one request of its own.
    indirect case bulk(BulkChange)
    /// Exactly these people: who is missing is granted; with `prune`, who is not named is revoked.
    case sync([UserID], prune: Bool)
    /// Anything else in Close.
    indirect case request(ResourceRequest)
  }

  /// How a permission that is to go is named.
  public enum Revocation: Sendable, Equatable {
    /// By the person who may send.
    case person(UserID)
    /// By the association.
    case association(AssociationID)
  }

  /// Who asks.
  public var identity: Identity
  /// What is asked.
  public var kind: Kind
  /// The task that asks: its path from the first task down.
  public var task: String
  /// Where the script asks, as `onboard.lua:14`; for messages only.
  public var place: String?

  /// Makes an operation.
  public init(_ kind: Kind, as identity: Identity, task: String = "main", place: String? = nil) {
    (self.kind, self.identity, self.task, self.place) = (kind, identity, task, place)
  }
}

/// An operation that has begun and waits for Close or the journal.
public struct BegunOperation: Sendable {
  let operation: Operation
  let record: OperationRecord

  init(_ operation: Operation, _ record: OperationRecord) {
    (self.operation, self.record) = (operation, record)
  }
}

/// How far an operation has come when it begins.
public enum OperationBeginning: Sendable {
  /// To its end: nobody had to be waited for.
  case ended(Outcome)
  /// Somebody has to be waited for.
  case waits(BegunOperation)
}

/// What came of an operation.
public enum Outcome: Sendable {
  /// The identity itself.
  indirect case me(Me)
  /// The associations found.
  case associations([Association])
  /// The association asked for.
  case association(Association)
  /// The permission stands; `isNew` says whether this operation made it.
  case granted(Association, isNew: Bool)
  /// The permission is gone; false where there was none.
  case revoked(Bool)
  /// All associations of the identity after a bulk change, and what the change made of them.
  case replaced(by: [Association], granted: [UserID], revoked: [UserID])
  /// What a sync has made of the identity's associations, and who was there already.
  case synced(granted: [UserID], revoked: [UserID], unchanged: [UserID])
  /// What a read of any resource found; nil where the answer had no body.
  case found(JSONValue?)
  /// What Close said to a change of any resource; nil where the answer had no body.
  case written(JSONValue?)
}

extension Operation.Kind {
  /// The name under which scripts call it and the journal keeps it.
  public var name: String {
    switch self {
    case .me: "me"
    case .list: "list"
    case .get: "get"
    case .grant: "grant"
    case .revoke: "revoke"
    case .bulk: "bulk"
    case .sync: "sync"
    case .request(let request): request.method.rawValue
    }
  }

  /// The names of those that write.
  static let changes: Set<String> = ["grant", "revoke", "bulk", "sync", "POST", "PUT", "DELETE"]

  /// Whether it writes.
  public var isChange: Bool {
    switch self {
    case .me, .list, .get: false
    case .grant, .revoke, .bulk, .sync: true
    case .request(let request): !request.isRead
    }
  }

  /// Whom a grant names.
  var grantee: UserID? {
    if case .grant(let user) = self { user } else { nil }
  }

  /// The people whose permission a change is about, as far as it names them.
  var users: [UserID] {
    switch self {
    case .grant(let user), .revoke(.person(let user)): [user]
    case .bulk(let bulk): bulk.allowed + bulk.disallowed
    case .sync(let users, _): users
    case .me, .list, .get, .revoke(.association), .request: []
    }
  }

  /// The arguments as the journal keeps them: ids resolved, keys in order, so that equal means equal.
  var canonicalArguments: String {
    // A script may have a key from a file, and name people by it.
    SecretRedactor.shared.redact(argumentsAsAsked)
  }

  private var argumentsAsAsked: String {
    var fields: [(String, JSONValue)] = []
    switch self {
    case .request(let request): return request.json.description
    case .me: break
    case .list(let allowing, let allowed):
      if let allowed { fields.append(("allowed_user_id", .string(allowed.rawValue))) }
      if let allowing { fields.append(("allowing_user_id", .string(allowing.rawValue))) }
    case .get(let id): fields.append(("id", .string(id.rawValue)))
    case .grant(let user), .revoke(.person(let user)):
      // Nearly all changes are of these: without a value made first.
      return JSONWriter.object("allowed_user_id", user.rawValue)
    case .revoke(.association(let id)): fields.append(("id", .string(id.rawValue)))
    case .bulk(let bulk):
      fields.append(("allowed_user_ids", .array(bulk.allowed.map { .string($0.rawValue) })))
      fields.append(("disallowed_user_ids", .array(bulk.disallowed.map { .string($0.rawValue) })))
    case .sync(let users, let prune):
      fields.append(("prune", .bool(prune)))
      fields.append(("users", .array(users.map { .string($0.rawValue) })))
    }
    return JSONValue.object(fields).description
  }
}
