import ArgumentParser
import CloseAPI
import Foundation
import Profiles

/// The configured people and the ways to their servers, for the commands that look after them.
final class ProfileOffice: Sendable {
  let store: ProfileStore
  private let usual: CloseTransport
  private let others: [String: CloseTransport]
  private let environment: [String: String]

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
      let usual = try CloseTransport(baseURL: Place.usualServer(environment))
      var others: [String: CloseTransport] = [:]
      for case let url? in store.profiles.map(\.baseURL)
      where url != usual.server && others[url] == nil {
        others[url] = try CloseTransport(baseURL: url)
      }
      (self.usual, self.others) = (usual, others)
    } catch let error as CloseError {
      throw Failure(.configuration, "SENDAS_BASE_URL: \(error.message)")
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
    for transport in [office.usual] + office.others.values { await transport.shutdown() }
    do { return try result.get() } catch let code as ExitCode { throw code } catch {
      throw Failure(error)
    }
  }

  /// The way to the server of profiles that name none, or to the one that this profile names.
  func transport(for profile: Profile?) -> CloseTransport {
    profile?.baseURL.flatMap { others[$0] } ?? usual
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
