/// The pages of one of Close's lists, each asked for when the one before has been used.
public struct Pages<Item: Sendable>: AsyncSequence, Sendable {
  /// One page.
  public typealias Element = [Item]
  /// Lists fail like all requests.
  public typealias Failure = CloseError

  private let client: CloseClient
  private let path: [String]
  private let filters: [(String, String)]
  private let limit: Int?
  private let id: @Sendable (Item) -> String
  private let decode: @Sendable (JSONValue) throws(CloseError) -> Item
  private let directly: Directly?

  /// Reads a page straight from the bytes of an answer; nil where it is not of the usual form.
  typealias Directly =
    @Sendable (inout JSONMembers) throws(CloseError) -> (items: [Item], hasMore: Bool)?

  /// Describes a list.
  ///
  /// `limit` is the `_limit` to send; nil for lists that document none, which are asked without any
  /// paging parameter until they say that there is more. `id` tells an element from the others;
  /// `decode` reads one.
  init(
    client: CloseClient, path: [String], filters: [(String, String)], limit: Int?,
    id: @escaping @Sendable (Item) -> String,
    decode: @escaping @Sendable (JSONValue) throws(CloseError) -> Item, directly: Directly? = nil
  ) {
    self.client = client
    self.path = path
    self.filters = filters
    self.limit = limit
    self.id = id
    self.decode = decode
    self.directly = directly
  }

  /// Begins with the first page.
  public func makeAsyncIterator() -> Iterator {
    Iterator(pages: self)
  }

  /// All pages' items in one list.
  /// - Throws: ``CloseError``.
  public func all() async throws(CloseError) -> [Item] {
    var iterator = makeAsyncIterator()
    var items: [Item] = []
    while let page = try await iterator.next() { items += page }
    return items
  }

  /// Goes from page to page.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let pages: Pages
    private var cursor = PageCursor()

    fileprivate init(pages: Pages) {
      self.pages = pages
    }

    /// The next page, without the items that an earlier page held; nil after the last.
    /// - Throws: ``CloseError``.
    public mutating func next() async throws(CloseError) -> [Item]? {
      guard let skip = cursor.nextSkip else { return nil }
      return try await pages.page(skip: skip, &cursor)
    }
  }

  private func page(skip: Int, _ cursor: inout PageCursor) async throws(CloseError) -> [Item] {
    var query = filters
    if let limit { query.append(("_limit", String(limit))) }
    if skip > 0 { query.append(("_skip", String(skip))) }
    let request = try CloseRequest(.get, path, query: query)
    let decode = decode
    let (items, hasMore) = try await client.read(request, directly: directly) {
      json throws(CloseError) in
      var answer = try AnswerObject(json, what: "a list")
      var items: [Item] = []
      for element in try answer.array("data") { items.append(try decode(element)) }
      return (items, answer.flag("has_more"))
    }
    guard let fresh = cursor.take(items.map(id), hasMore: hasMore) else {
      throw CloseError(
        .unexpectedAnswer,
        "Close says that there are more, but sends the same page again after \(skip) entries.",
        operation: request.operation, identity: client.sender.identity, attempts: 1)
    }
    return fresh.count == items.count ? items : fresh.map { items[$0] }
  }
}

/// Where in a list the next page begins, and what has been seen of it.
///
/// People join and leave between two requests, and then entries move: what an earlier page held is
/// passed over. A server that ignores `_skip` would be asked for ever, so a page with nothing new
/// that promises more is an error.
struct PageCursor: Sendable {
  /// How many entries to skip for the next page; nil when there is none.
  private(set) var nextSkip: Int? = 0
  private var seen: Set<String> = []

  /// - Returns: the places of the entries not seen before; nil when the list goes in circles.
  mutating func take(_ ids: [String], hasMore: Bool) -> [Int]? {
    // Most lists have one page of a few entries: to compare each with each takes less than to hash.
    if !hasMore, seen.isEmpty, ids.count <= 16 {
      nextSkip = nil
      return ids.indices.filter { !ids[..<$0].contains(ids[$0]) }
    }
    let fresh = ids.indices.filter { seen.insert(ids[$0]).inserted }
    if hasMore, !ids.isEmpty, fresh.isEmpty {
      nextSkip = nil
      return nil
    }
    nextSkip = hasMore && !ids.isEmpty ? (nextSkip ?? 0) + ids.count : nil
    return fresh
  }
}
