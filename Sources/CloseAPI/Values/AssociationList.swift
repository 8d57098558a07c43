/// One page of associations, read straight from the bytes of an answer.
///
/// To make values of a short answer and look into them takes as long as all the rest of a request here.
struct AssociationList {
  private enum Member: Int {
    case data, hasMore

    static let names = JSONNames(["data", "has_more"])
  }

  private(set) var items: [Association] = []
  private(set) var hasMore = false

  /// Reads the list that stands next; nil where it holds anything that is not of the usual form.
  init?(_ members: inout JSONMembers) throws(CloseError) {
    var isList = false
    try members.enter()
    while let name = try members.next(among: Member.names) {
      switch Member(rawValue: name) {
      case .data:
        // Where a name stands twice, the last one counts.
        (isList, items) = (true, [])
        try members.enterArray()
        while try members.nextElement() {
          guard let item = try Association(&members) else { return nil }
          items.append(item)
        }
      case .hasMore: hasMore = try members.scalar().boolValue ?? false
      case nil: return nil
      }
    }
    guard isList else { return nil }
  }
}
