/// Finds the operation for a method and path below `/api/v1/`.
struct Router: Sendable {
  /// Carries out one operation on the state, or refuses and leaves the state as it was.
  typealias Operation = @Sendable (Call, inout OrganizationState) throws(Refusal) -> Answer

  /// The operations of one path.
  struct Path {
    var get: Operation?
    var post: Operation?
    var put: Operation?
    var delete: Operation?
    /// The path with `{id}` for ids: what requests are counted under when each path has a limit.
    var pattern = ""

    static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    var allowed: [String] {
      [("GET", get), ("POST", post), ("PUT", put), ("PATCH", put), ("DELETE", delete)]
        .filter { $0.1 != nil }.map(\.0)
    }

    subscript(method: String) -> Operation? {
      switch method {
      case "GET": get
      case "POST": post
      // Close treats the two alike.
      case "PUT", "PATCH": put
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
    /// The path is beside the API, and about OAuth.
    case oauth
    case refused(Refusal)
  }

  /// The resources that the emulator knows by itself.
  enum Resources {
    /// Finds the paths of a resource from the segments after its own.
    typealias Resource = @Sendable (ArraySlice<Substring>, WorldOptions) -> Path?

    static let named: [Substring: Resource] = [
      "connected_account": DirectoryResource.accounts,
      "group": DirectoryResource.groups,
      "me": PeopleResource.me,
      "membership": MembershipResource.paths,
      "organization": OrganizationResource.paths,
      "role": DirectoryResource.roles,
      "send_as": SendAsResource.paths,
      "user": PeopleResource.users,
    ]
  }

  private let options: WorldOptions
  private let fixtures: [String: [JSONValue]]

  init(_ world: World) {
    options = world.options
    fixtures = Dictionary(world.surroundings.fixtures.map { ($0.path, $0.objects) }) { $1 }
  }

  /// Resolves a path without its query, and says in which group the request is counted.
  func resolve(method: String, path: Substring) -> (Resolution, EndpointGroup) {
    // Only methods and names that there are: a client that invents some cannot make the limiter
    // grow.
    var group = EndpointGroup(
      method: Path.methods.contains(method) ? method : "other", segment: "", path: "")
    guard path.hasPrefix("/api/v1/") else {
      return (OAuthEndpoint.isAbout(path) ? .oauth : .refused(.unknownURL), group)
    }
    var segments = Substring(Query.decoded(path.dropFirst("/api/v1/".count), isQuery: false))
      .split(separator: "/", omittingEmptySubsequences: false)[...]
    let endsInSlash = segments.last?.isEmpty == true
    if endsInSlash { segments.removeLast() }
    guard let first = segments.first, !segments.contains("") else {
      return (.refused(.unknownURL), group)
    }
    if Resources.named[first] != nil { group.segment = String(first) }
    guard let found = find(segments, first) else { return (.refused(.unknownURL), group) }
    group.segment = String(first)
    group.path = found.pattern
    guard endsInSlash else { return (.slashMissing, group) }
    guard let operation = found[method] else {
      let isMissing = options.wrongMethod == .missing
      return (.refused(isMissing ? .unknownURL : .wrongMethod(allowed: found.allowed)), group)
    }
    return (.operation(operation), group)
  }

  private func find(_ segments: ArraySlice<Substring>, _ first: Substring) -> Path? {
    if let resource = Resources.named[first] {
      return resource(segments.dropFirst(), options).map { found in
        var path = found
        if path.pattern.isEmpty {
          path.pattern = segments.count == 1 ? "\(first)" : "\(first)/{id}"
        }
        return path
      }
    }
    let whole = segments.joined(separator: "/")
    if let objects = fixtures[whole] {
      return Path(
        get: { call, _ throws(Refusal) in .document(try Page(call.query).document(of: objects)) },
        pattern: whole)
    }
    let place = segments.dropLast().joined(separator: "/")
    guard let objects = fixtures[place], let id = segments.last.map(String.init) else { return nil }
    return Path(
      get: { _, _ throws(Refusal) in
        guard let object = objects.first(where: { $0["id"] == .string(id) }) else {
          throw .unknownURL
        }
        return .document(object)
      }, pattern: "\(place)/{id}")
  }
}
