import CloseAPI
import Profiles

extension Route {
  /// The way to a server as the configuration and the environment have it.
  ///
  /// - Parameters:
  ///   - server: The server's base URL.
  ///   - profile: The profile that is used there, if it is one.
  ///   - store: The configuration.
  ///   - environment: The variables, which may name a proxy.
  /// - Throws: ``Failure`` of status 78.
  init(
    to server: String, for profile: Profile?, in store: ProfileStore,
    _ environment: [String: String]
  ) throws(Failure) {
    do {
      self.init(
        caFile: profile?.caFile ?? store.caFile,
        proxy: try ProxyServer.named(in: environment, for: server))
    } catch {
      throw Failure(.configuration, error.message)
    }
  }
}
