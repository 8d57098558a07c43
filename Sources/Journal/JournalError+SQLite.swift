import GRDB

extension JournalError {
  /// What was being done when SQLite failed.
  enum Activity {
    case opening, reading, writing
  }

  /// Turns whatever was thrown inside the database into a journal's error.
  init(_ error: any Error, while activity: Activity, file: String) {
    if let error = error as? JournalError {
      self = error
    } else if let error = error as? DatabaseError {
      self.init(error, while: activity, file: file)
    } else {
      self.init(
        kind: .damaged,
        message: "The journal \(file) holds something unreadable (\(error)). " + Self.moveAway,
        cause: error)
    }
  }

  private init(_ error: DatabaseError, while activity: Activity, file: String) {
    let reason = "SQLite says: \(error.message ?? "\(error.resultCode)")"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT:
      self.init(
        kind: .damaged, message: "The journal \(file) is damaged (\(reason)). " + Self.moveAway,
        cause: error)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        kind: .locked,
        message: "The journal \(file) is locked by another program. "
          + "Wait for that program to finish or stop it, then try again.",
        cause: error)
    case .SQLITE_FULL:
      self.init(
        kind: .cannotWrite,
        message: "The journal \(file) cannot be written: the disk is full. "
          + "Free some space, or name another state folder in SENDAS_STATE_DIR.",
        cause: error)
    default:
      let (kind, verb): (Kind, String) =
        switch activity {
        case .opening: (.cannotOpen, "opened")
        case .reading: (.cannotRead, "read")
        case .writing: (.cannotWrite, "written")
        }
      self.init(
        kind: kind,
        message: "The journal \(file) cannot be \(verb) (\(reason)). Check the permissions of "
          + "the file and its folder, or name another state folder in SENDAS_STATE_DIR.",
        cause: error)
    }
  }

  private static let moveAway =
    "Move the file away to begin a new journal; keep it to look into the runs it holds."
}
