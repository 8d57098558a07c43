import FoundationEssentials

/// The proxy through which a server is reached.
///
/// What passes through it is encrypted from end to end: only https goes by a proxy, and the proxy
/// learns the server's name and nothing else. A description shows neither user name nor password.
public struct ProxyServer: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// Asked with `CONNECT`.
    case http
    /// Version 5, which resolves the server's name itself.
    case socks
  }

  let kind: Kind
  let host: String
  let port: Int
  let login: Login?
  /// Where it was named, for messages.
  let origin: String

  struct Login: Sendable, Equatable {
    let user: String
    let password: String
  }

  /// Takes the URL of a proxy: `http://proxy.example:3128`, `socks5://…`, or a host and port alone.
  /// - Parameters:
  ///   - text: the URL; it may hold a user name and a password for the proxy.
  ///   - origin: where the text comes from, as `HTTPS_PROXY`, for messages.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` that names the origin and
  ///   never repeats the text, which may hold a password.
  public init(_ text: String, origin: String) throws(CloseError) {
    let whole = text.contains("://") ? text : "http://" + text
    guard let parts = URLComponents(string: whole), let scheme = parts.scheme?.lowercased(),
      let host = parts.host, !host.isEmpty
    else { throw Self.failure(origin, "is not the URL of a proxy") }
    switch scheme {
    case "http": kind = .http
    case "socks5", "socks5h": kind = .socks
    default: throw Self.failure(origin, "names a proxy of the kind '\(scheme)', which is not known")
    }
    let user = parts.user ?? ""
    guard kind == .http || user.isEmpty else {
      throw Self.failure(origin, "holds a user name for a SOCKS proxy, which cannot be sent")
    }
    self.host = BaseURL.bare(host)
    port = parts.port ?? (kind == .http ? 80 : 1080)
    login = user.isEmpty ? nil : Login(user: user, password: parts.password ?? "")
    self.origin = origin
    if let login { Self.hide(login) }
  }

  /// The proxy that the usual environment variables name for a server: `HTTPS_PROXY` or `ALL_PROXY`,
  /// unless `NO_PROXY` lists the server; each also in lower case, which counts first.
  ///
  /// This machine itself (loopback) is never asked through a proxy. Plain http goes nowhere else, so
  /// `HTTP_PROXY` has nothing to say.
  /// - Parameters:
  ///   - environment: the variables.
  ///   - baseURL: the server.
  /// - Returns: the proxy; nil where there is none.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` for a proxy or a base URL that
  ///   makes no sense.
  public static func named(
    in environment: [String: String], for baseURL: String
  ) throws(CloseError) -> ProxyServer? {
    let server = try BaseURL(baseURL)
    guard server.isEncrypted, !server.isLoopback else { return nil }
    for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
      guard let text = environment[name], !text.isEmpty else { continue }
      let exceptions = ["no_proxy", "NO_PROXY"].lazy.compactMap { environment[$0] }
        .first { !$0.isEmpty }
      if let exceptions, ProxyExceptions(exceptions).include(server) { return nil }
      return try ProxyServer(text, origin: name)
    }
    return nil
  }

  private static func hide(_ login: Login) {
    SecretRedactor.shared.register("\(login.user):\(login.password)")
    SecretRedactor.shared.register(login.password)
  }

  private static func failure(_ origin: String, _ problem: String) -> CloseError {
    CloseError(
      .badArgument,
      "\(origin) \(problem); write it like http://proxy.example:3128 or socks5://proxy.example:1080."
    )
  }
}

extension ProxyServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Its address and where it was named.
  public var description: String {
    let host = host.contains(":") ? "[\(host)]" : host
    return "\(kind == .http ? "http" : "socks5")://\(host):\(port) (\(origin))"
  }

  /// The same as ``description``.
  public var debugDescription: String { description }

  /// A mirror that shows the description in place of the contents.
  public var customMirror: Mirror { Mirror(self, children: ["proxy": description]) }
}
