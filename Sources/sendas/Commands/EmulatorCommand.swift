import ArgumentParser
import Emulator
import Foundation
import Profiles

/// `sendas emulator`: a local Close for any client.
struct EmulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emulator",
    abstract: "Serve a local Close on 127.0.0.1 until interrupted.",
    discussion: """
      The first line of standard output is its base URL. Without --world it is the built-in \
      organization "Acme".

      Examples:
        sendas emulator --port 8420 --config-dir ./acme
        SENDAS_CONFIG_DIR=./acme sendas list --profile alice
      """)

  @Option(help: "The port; 0 takes a free one.")
  var port = 0

  @Option(help: ArgumentHelp("A world as JSON; see the README.", valueName: "file"))
  var world: String?

  @Option(
    help: ArgumentHelp(
      "Write profiles for all its people there, for use as SENDAS_CONFIG_DIR.", valueName: "folder")
  )
  var configDir: String?

  func run() async throws {
    do {
      let world = try self.world.map(Self.read) ?? World.acme
      let emulator = CloseEmulator(world: world)
      let baseURL = try await emulator.start(port: port)
      if let configDir { try Self.writeProfiles(of: world, to: configDir, baseURL) }
      let end = AsyncStream.makeStream(of: Int32.self)
      let interrupts = Interrupts { end.continuation.yield($0) }
      Terminal.output(baseURL)
      Terminal.error(
        "\(world.organization.name): \(world.users.count) people,"
          + " \(world.associations.count) associations; Ctrl-C ends it")
      for await _ in end.stream { break }
      await emulator.stop()
      withExtendedLifetime(interrupts) {}
    } catch {
      throw Failure(error)
    }
  }

  private static func read(_ path: String) throws -> World {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw Failure(.noInput, "the world '\(path)' is not there, or cannot be read")
    }
    do {
      return try World(json: data)
    } catch {
      throw Failure(.noInput, "\(path): \(error.message)")
    }
  }

  private static func writeProfiles(
    of world: World, to folder: String, _ baseURL: String
  ) throws {
    let people = EmulatorIdentities.named(world.users).map { name, person in
      PersonToConfigure(
        name: name, apiKey: person.apiKey, email: person.email, userID: person.id, baseURL: baseURL)
    }
    try ProfileStore.writeConfiguration(
      for: people, defaultName: try EmulatorIdentities(world).administrator, in: folder)
  }
}
