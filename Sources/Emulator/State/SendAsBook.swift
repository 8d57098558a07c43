/// All associations, filed under both people, so that nobody's list costs a look at the others'.
struct SendAsBook: Sendable {
  /// One association.
  struct Row: Sendable, Hashable {
    /// Counts up: the order in which associations were made.
    let sequence: Int
    let id: String
    let allowing: Roster.Index
    let allowed: Roster.Index
  }

  /// The two people of an association.
  struct Pair: Sendable, Hashable {
    let allowing: Roster.Index
    let allowed: Roster.Index
  }

  private var nextSequence = 0
  private var rowByID: [String: Row] = [:]
  private var rowByPair: [Pair: Row] = [:]
  // Each ascending by sequence: rows are only ever appended, and removed where they are.
  private var lent: [Roster.Index: [Row]] = [:]
  private var borrowed: [Roster.Index: [Row]] = [:]

  /// Every association, oldest first.
  var all: [Row] { rowByID.values.sorted { $0.sequence < $1.sequence } }

  subscript(id id: String) -> Row? { rowByID[id] }
  subscript(pair: Pair) -> Row? { rowByPair[pair] }

  /// The associations in which the person lends their identity, oldest first.
  func lent(by person: Roster.Index) -> [Row] { lent[person, default: []] }

  /// The associations in which the person may send as somebody, oldest first.
  func borrowed(by person: Roster.Index) -> [Row] { borrowed[person, default: []] }

  /// Files a pair under an id; neither may be filed already.
  @discardableResult
  mutating func add(_ pair: Pair, id: String) -> Row {
    let row = Row(
      sequence: nextSequence, id: id, allowing: pair.allowing, allowed: pair.allowed)
    nextSequence += 1
    rowByID[id] = row
    rowByPair[pair] = row
    lent[pair.allowing, default: []].append(row)
    borrowed[pair.allowed, default: []].append(row)
    return row
  }

  /// Takes a row out of all files.
  mutating func remove(_ row: Row) {
    rowByID[row.id] = nil
    rowByPair[Pair(allowing: row.allowing, allowed: row.allowed)] = nil
    Self.remove(row, from: &lent[row.allowing, default: []])
    Self.remove(row, from: &borrowed[row.allowed, default: []])
  }

  private static func remove(_ row: Row, from rows: inout [Row]) {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].sequence < row.sequence { low = middle + 1 } else { high = middle }
    }
    if low < rows.count, rows[low].sequence == row.sequence { rows.remove(at: low) }
  }
}
