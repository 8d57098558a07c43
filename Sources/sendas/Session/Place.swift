import CloseAPI
import Emulator
import Foundation
import Profiles
import Runs

/// Where a run acts: a server, the people who can act there, and who it acts as.
struct Place {
  let baseURL: String
  /// The way to the server.
  var route = Route()
  let isEmulator: Bool
  let identities: any IdentitySource
  let identity: String
  /// Whose permissions stay as they are.
  var protected: [String] = []
  /// Ends the waiting for credentials that somebody or something has to give.
  var stopFetching: @Sendable () -> Void = {}
  /// What has to be ended when the run is over.
  let close: @Sendable () async -> Void

  /// The place that the options and the environment name.
  ///
  /// - Throws: ``Failure``.
  static func find(
    _ options: ConnectionOptions, _ environment: [String: String]
  ) async throws -> Place {
    let folders = ProfileStore.folders(environment: environment)
    return options.usesEmulator
      ? try await emulator(options, stateFolder: folders.state)
      : try await server(options, folders, environment)
  }

  private static func emulator(
    _ options: ConnectionOptions, stateFolder: String
  ) async throws -> Place {
    let store = try WorldStore(folder: stateFolder + "/emulator")
    let stored = options.emulatorReset ? nil : try store.load()
    let world = stored ?? .acme
    // A snapshot per start keeps the log of changes short.
    try store.compact(world)
    let emulator = CloseEmulator(
      world: world, store: store, onStoreFailure: { Terminal.error("sendas: \($0)") })
    let baseURL = try await emulator.start()
    let identities = try EmulatorIdentities(world)
    return Place(
      baseURL: baseURL, isEmulator: true, identities: identities.source,
      identity: options.profile ?? identities.administrator, close: { await emulator.stop() })
  }

  /// The server of profiles that name none.
  static func usualServer(_ environment: [String: String]) -> String {
    environment["SENDAS_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 } ?? CloseTransport.closeBaseURL
  }

  private static func server(
    _ options: ConnectionOptions, _ folders: (configuration: String, state: String),
    _ environment: [String: String]
  ) async throws -> Place {
    let store = try ProfileStore(
      configurationFolder: folders.configuration, stateFolder: folders.state,
      environment: environment)
    let start = try store.startingIdentity(asked: options.profile)
    let (name, profile): (String, Profile?) =
      switch start {
      case .profile(let profile): (profile.name, profile)
      case .words(let words): (words, store.profiles(claiming: words).first)
      }
    let usual = usualServer(environment)
    let server: BaseURL
    do {
      server = try BaseURL(profile?.baseURL ?? usual)
    } catch {
      let origin =
        profile?.baseURL == nil ? "SENDAS_BASE_URL" : "base_url of profile '\(name)'"
      throw Failure(.configuration, "\(origin): \(error.message)")
    }
    let route = try Route(to: server.text, for: profile, in: store, environment)
    let identities = ProfileIdentities(store, starting: start, server: server, usual: usual)
    return Place(
      baseURL: server.text, route: route, isEmulator: false, identities: identities, identity: name,
      protected: store.protectedPeople, stopFetching: { identities.requests.stop() }, close: {})
  }
}
