import CloseAPI

/// A list of any resource on its way to a script: one page at a time, however many tasks take from it.
actor ResourceList {
  private var pager: ResourcePager
  private var page: ArraySlice<JSONValue> = []
  private var fetch: Task<[JSONValue], any Error>?

  init(_ pager: ResourcePager) { self.pager = pager }

  func next(_ call: LibraryCall) async throws -> JSONValue? {
    while page.isEmpty {
      if let fetch {
        _ = try await fetch.value
        continue
      }
      guard let request = pager.next else { return nil }
      let fetch = Task { try self.take(try await call.send(request)) }
      self.fetch = fetch
      defer { self.fetch = nil }
      page = try await fetch.value[...]
    }
    return page.popFirst()
  }

  private func take(_ answer: JSONValue?) throws -> [JSONValue] { try pager.take(answer) }
}
