/// The way to a server, beyond its address: who is trusted, and through whom it goes.
public struct Route: Sendable {
  /// A file of certificates in PEM form whose holders are trusted beside the machine's own
  /// authorities: a company's private authority.
  public var caFile: String?
  /// The proxy in between.
  public var proxy: ProxyServer?

  /// Describes a way; without anything it is the direct one, with the machine's own authorities.
  /// - Parameters:
  ///   - caFile: a file of certificates that are trusted in addition.
  ///   - proxy: the proxy in between.
  public init(caFile: String? = nil, proxy: ProxyServer? = nil) {
    (self.caFile, self.proxy) = (caFile, proxy)
  }
}
