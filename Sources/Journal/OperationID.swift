import GRDB

/// By what the table of operations knows one: its run and its number there, in one integer.
///
/// SQLite keeps a table in the order of such a key. With two columns for it each operation would be
/// written into an index as well, and be searched for twice.
struct OperationID {
  /// What a query asks for that means operations of one run; its arguments are ``range(of:after:)``.
  static let isInRange = "id > ? AND id < ?"

  /// As the table has it.
  let rawValue: Int64

  /// The operation of that number in the run of that sequence.
  init(_ sequence: Int64, _ number: Int) {
    rawValue = sequence << 32 | Int64(UInt32(clamping: number))
  }

  /// The arguments of ``isInRange``.
  ///
  /// - Parameters:
  ///   - sequence: The run's.
  ///   - number: Only operations after this number; they begin at 1.
  /// - Returns: The ids between which those operations are.
  static func range(of sequence: Int64, after number: Int = 0) -> StatementArguments {
    [OperationID(sequence, number).rawValue, OperationID(sequence + 1, 0).rawValue]
  }
}
