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
        sendas emulator --limit 2x8 --fault 'POST *: 0.1 reset-after' --seed 7
        curl http://127.0.0.1:8420/_emulator/truth
      """)

  @Option(help: "The port; 0 takes a free one.")
  var port = 0

  @Option(
    help: ArgumentHelp("A world as JSON; see the README.", valueName: "file"), completion: .file())
  var world: String?

  @Option(
    help: ArgumentHelp(
      "Keep the world there between starts; it begins as --world.", valueName: "file"),
    completion: .file())
  var state: String?

  @Option(
    help: ArgumentHelp(
      "Write profiles for all its people there, for use as SENDAS_CONFIG_DIR.", valueName: "folder"),
    completion: .directory)
  var configDir: String?

  @Option(
    help: ArgumentHelp(
      "Answer what Close leaves open in this way, as duplicate_create=error; see the README.",
      valueName: "key=choice"))
  var option: [String] = []

  @OptionGroup(title: "Limits")
  var limits: LimitOptions

  @OptionGroup(title: "Faults")
  var faults: FaultOptions

  func run() async throws {
    do {
      guard (0...65_535).contains(port) else {
        throw Failure(.usage, "--port must be from 0 to 65535, is \(port); 0 takes a free one")
      }
      let rules = try faults.rules
      let limits = try self.limits.limits
      let store = try state.map { path throws(EmulatorError) in try WorldStore(file: path) }
      let stored = try store?.load()
      if stored != nil, world != nil {
        Terminal.error(
          "sendas: going on from \(state ?? ""), so --world is not read; remove it to begin anew")
      }
      let world = try (stored ?? self.world.map(Self.read) ?? World.acme).choosing(option)
      // A snapshot per start keeps the log of changes short.
      try store?.compact(world)
      let emulator = CloseEmulator(
        world: world, limits: limits, seed: faults.seed, store: store,
        onStoreFailure: { Terminal.error("sendas: \($0)") })
      emulator.setFaults(rules, seed: faults.seed)
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
    let data = try InputFile.read(path, called: "world")
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

extension World {
  /// This world with the answers that the command line chooses.
  fileprivate func choosing(_ words: [String]) throws -> World {
    var options = self.options
    for word in words {
      let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        throw Failure(.usage, "--option '\(word)' is not KEY=CHOICE, as in duplicate_create=error")
      }
      do {
        try options.set(sides[0], to: sides[1])
      } catch {
        throw Failure(.usage, error.message)
      }
    }
    return with(options)
  }
}
