import GRDB
import Testing

@testable import Journal

@Suite struct JournalErrorTests {
  @Test(arguments: [
    (ResultCode.SQLITE_FULL, JournalError.Kind.cannotWrite),
    (.SQLITE_IOERR, .cannotWrite), (.SQLITE_READONLY, .cannotWrite), (.SQLITE_PERM, .cannotWrite),
    (.SQLITE_BUSY, .locked), (.SQLITE_LOCKED, .locked), (.SQLITE_CORRUPT, .damaged),
    (.SQLITE_NOTADB, .damaged),
  ])
  func `a failed write is told by what SQLite says`(code: ResultCode, kind: JournalError.Kind) {
    let error = JournalError(
      DatabaseError(resultCode: code), while: .writing, file: "/state/journal.sqlite")

    #expect(error.kind == kind)
    #expect(error.message.contains("/state/journal.sqlite"))
    #expect(error.kind.concernsFile)
    #expect((error.cause as? DatabaseError)?.resultCode == code)
  }

  @Test func `a full disk says what to do`() {
    let error = JournalError(
      DatabaseError(resultCode: .SQLITE_FULL), while: .writing, file: "/state/journal.sqlite")

    #expect(
      "\(error)" == "The journal /state/journal.sqlite cannot be written: the disk is full. "
        + "Free some space, or name another state folder in SENDAS_STATE_DIR.")
  }

  @Test func `only trouble with the file concerns the file`() {
    let others: [JournalError.Kind] = [.unknownRun, .ambiguousRun, .misuse]

    #expect(others.allSatisfy { !$0.concernsFile })
  }
}
