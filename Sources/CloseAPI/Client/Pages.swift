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
  private let decode: @Sendable (JSONValue) throws(CloseError) -> (id: String, Item)

  /// Describes a list.
  ///
  /// `limit` is the `_limit` to send; nil for lists that document none, which are asked without any
  /// paging parameter until they say that there is more. `decode` reads one element, and what tells
  /// it from the others.
  init(
    client: CloseClient, path: [String], filters: [(String, String)], limit: Int?,
    decode: @escaping @Sendable (JSONValue) throws(CloseError) -> (id: String, Item)
  ) {
    self.client = client
    self.path = path
    self.filters = filters
    self.limit = limit
    self.decode = decode
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
    let (items, hasMore) = try await client.read(request) { json throws(CloseError) in
      var answer = try AnswerObject(json, what: "a list")
      var items: [(id: String, Item)] = []
      for element in try answer.array("data") { items.append(try decode(element)) }
      return (items, answer.flag("has_more"))
    }
    guard let fresh = cursor.take(items.map(\.id), hasMore: hasMore) else {
      throw CloseError(
        .unexpectedAnswer,
        "Close says that there are more, but sends the same page again after \(skip) entries.",
        operation: request.operation, identity: client.sender.identity, attempts: 1)
    }
    return fresh.map { items[$0].1 }
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
    let fresh = ids.indices.filter { seen.insert(ids[$0]).inserted }
    if hasMore, !ids.isEmpty, fresh.isEmpty {
      nextSkip = nil
      return nil
    }
    nextSkip = hasMore && !ids.isEmpty ? (nextSkip ?? 0) + ids.count : nil
    return fresh
  }
}
