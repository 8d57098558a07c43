/// Finds the operation for a method and path below `/api/v1/`.
enum Router {
  /// Carries out one operation on the state, or refuses and leaves the state as it was.
  typealias Operation = @Sendable (Call, inout OrganizationState) throws(Refusal) -> Answer

  /// The operations of one path.
  struct Path {
    var get: Operation?
    var post: Operation?
    var delete: Operation?

    var allowed: [String] {
      [("GET", get), ("POST", post), ("DELETE", delete)].filter { $0.1 != nil }.map(\.0)
    }

    subscript(method: String) -> Operation? {
      switch method {
      case "GET": get
      case "POST": post
      case "DELETE": delete
      default: nil
      }
    }
  }

  /// What a method and path lead to.
  enum Resolution {
    case operation(Operation)
    /// The path is known with a slash at its end.
    case slashMissing
    case refused(Refusal)
  }

  /// Finds the paths of a resource from the segments after its own.
  private typealias Resource = @Sendable (ArraySlice<Substring>) -> Path?

  private static let resources: [Substring: Resource] = [
    "me": PeopleResource.me,
    "user": PeopleResource.users,
    "organization": OrganizationResource.paths,
    "send_as": SendAsResource.paths,
  ]

  /// Resolves a path without its query, and says in which group the request is counted.
  static func resolve(method: String, path: Substring) -> (Resolution, EndpointGroup) {
    var group = EndpointGroup(method: method, segment: "")
    guard path.hasPrefix("/api/v1/") else { return (.refused(.unknownURL), group) }
    var segments = path.dropFirst("/api/v1/".count)
      .split(separator: "/", omittingEmptySubsequences: false)[...]
    let endsInSlash = segments.last?.isEmpty == true
    if endsInSlash { segments.removeLast() }
    guard let first = segments.first, let resource = resources[first] else {
      return (.refused(.unknownURL), group)
    }
    // Only names of resources: a client that invents paths cannot make the limiter grow.
    group.segment = String(first)
    guard !segments.contains(""), let found = resource(segments.dropFirst()) else {
      return (.refused(.unknownURL), group)
    }
    guard endsInSlash else { return (.slashMissing, group) }
    guard let operation = found[method] else {
      return (.refused(.wrongMethod(allowed: found.allowed)), group)
    }
    return (.operation(operation), group)
  }
}
