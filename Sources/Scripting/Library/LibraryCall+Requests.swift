import CloseAPI
import Lua
import Runs

// Requests for any resource, as library functions make them.
extension LibraryCall {
  /// Carries a request for any resource out as the one who acts, and gives the answer.
  func send(_ request: ResourceRequest) async throws -> JSONValue? {
    switch try await perform(.request(request), as: try await identity()) {
    case .found(let json), .written(let json): json
    default: nil
    }
  }

  /// Sends a request as the one who acts, and gives its answer as a table.
  func answer(
    _ method: ResourceRequest.Method, _ path: String, query: ResourceQuery = [:],
    body: JSONValue? = nil, isRepeatable: Bool = false
  ) async throws -> LuaValue {
    let request = ResourceRequest(
      method, try ResourcePath(path), query: query, body: body, isRepeatable: isRepeatable)
    return try await send(request).map { LuaValue($0) } ?? .nil
  }

  /// All entries of a list, page by page.
  func entries(_ path: String, _ query: ResourceQuery = [:]) async throws -> LuaValue {
    var pager = try ResourcePager(ResourceRequest(.get, try ResourcePath(path), query: query))
    var entries: [LuaValue] = []
    while let request = pager.next {
      entries += try pager.take(try await send(request)).map { LuaValue($0) }
    }
    return .array(entries)
  }
}
