import ArgumentParser
import CloseAPI
import Foundation
import Profiles
import Synchronization

/// The configured people and the ways to their servers, for the commands that look after them.
final class ProfileOffice: Sendable {
  /// A server, and who is trusted to be it.
  private struct Way: Hashable {
    let server: String
    let caFile: String?
  }

  let store: ProfileStore
  private let environment: [String: String]
  /// Made when somebody goes there: a way that nobody takes may be wrong.
  private let transports = Mutex<[Way: CloseTransport]>([:])

  /// Reads the configuration.
  ///
  /// - Throws: ``Failure``.
  init(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws(Failure) {
    self.environment = environment
    do {
      let folders = ProfileStore.folders(environment: environment)
      store = try ProfileStore(
        configurationFolder: folders.configuration, stateFolder: folders.state,
        environment: environment)
    } catch {
      throw Failure(error)
    }
  }

  /// Does `body` with an office of its own, and closes its connections.
  ///
  /// - Throws: ``Failure``.
  static func use<Value>(_ body: (ProfileOffice) async throws -> Value) async throws -> Value {
    let office = try ProfileOffice()
    let result: Result<Value, any Error>
    do { result = .success(try await body(office)) } catch { result = .failure(error) }
    for transport in office.transports.withLock({ Array($0.values) }) { await transport.shutdown() }
    do { return try result.get() } catch let code as ExitCode { throw code } catch {
      throw Failure(error)
    }
  }

  /// The way to the server of profiles that name none, or to the one that this profile names.
  ///
  /// - Throws: ``Failure`` of status 78.
  func transport(for profile: Profile?) throws(Failure) -> CloseTransport {
    let usual = Place.usualServer(environment)
    let way = Way(server: profile?.baseURL ?? usual, caFile: profile?.caFile ?? store.caFile)
    if let known = transports.withLock({ $0[way] }) { return known }
    do { _ = try BaseURL(way.server) } catch {
      throw Failure(.configuration, "SENDAS_BASE_URL: \(error.message)")
    }
    let route = try Route(to: way.server, for: profile, in: store, environment)
    let new: CloseTransport
    do { new = try CloseTransport(baseURL: way.server, route: route) } catch {
      // Its URL was looked at before: what is left is the file of certificates.
      throw Failure(.configuration, error.message)
    }
    return transports.withLock { transports in
      let first = transports[way] ?? new
      transports[way] = first
      return first
    }
  }

  /// All profiles, and the key of the environment if there is one.
  var everybody: [Profile] {
    let key = ProfileStore.environmentKey
    let isSet = environment[key].map { !$0.isEmpty } ?? false
    return store.profiles
      + (isSet ? [Profile(name: key, source: .environmentVariable(key))] : [])
  }

  /// The profiles that these words name, and the words for which there is none; all without any.
  ///
  /// - Throws: ``ProfileError`` where a word names nobody and nobody else could know it.
  func find(_ words: [String]) throws -> (profiles: [Profile], strangers: [String]) {
    guard !words.isEmpty else { return (everybody, try store.handedOver()) }
    var found: (profiles: [Profile], strangers: [String]) = ([], [])
    for word in words {
      let named = everybody.filter { $0.name == word }
      let profiles = named.isEmpty ? store.profiles(claiming: word) : named
      if profiles.isEmpty, store.strangerSources.isEmpty { throw store.unknown(word) }
      if profiles.isEmpty { found.strangers.append(word) }
      found.profiles += profiles.filter { !found.profiles.contains($0) }
    }
    return found
  }
}
