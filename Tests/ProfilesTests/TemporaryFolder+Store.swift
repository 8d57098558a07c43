import Foundation
import Profiles
import TestFixtures

extension TemporaryFolder {
  /// The store of this folder, with only these variables and a PATH.
  func store(_ environment: [String: String] = [:]) throws -> ProfileStore {
    let programs = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return try ProfileStore(
      configurationFolder: path, stateFolder: path + "/state",
      environment: ["PATH": programs, "HOME": "/home/ann"].merging(environment) { $1 })
  }

  /// The store of this folder with this `config.toml`.
  func store(configuration: String) throws -> ProfileStore {
    try write(configuration, to: "config.toml")
    return try store()
  }
}
