import Emulator
import Foundation
import Lua

/// What a test asks of its emulator.
struct ScriptTestOptions {
  // Not none: of a server that says nothing of a limit the pacer expects the usual one.
  private static let unreached = EmulatorLimits(requestsPerSecond: 100_000, window: 8)
  private static let known = ["world", "limit", "profile"]

  let world: World
  let limits: EmulatorLimits
  /// Who acts; nil: the world's first administrator.
  let profile: String?

  /// - Parameters:
  ///   - options: The table that `describe` and `it` were given.
  ///   - folder: Where the file of a world is looked for.
  /// - Throws: ``Failure`` that says which option is wrong.
  init(_ options: LuaValue, folder: String) throws {
    if case .table(let fields) = options {
      for field in fields where !Self.known.contains(field.name) {
        throw Failure(
          .scriptFailed,
          "there is no option '\(field.name)'; a test knows \(Self.known.joined(separator: ", "))")
      }
    }
    world = try Self.world(options["world"], folder)
    limits = try Self.limits(options["limit"])
    profile = options["profile"].text
  }

  private static func world(_ value: LuaValue, _ folder: String) throws -> World {
    guard !value.isNil else { return .acme }
    guard let name = value.text else {
      throw Failure(.scriptFailed, "'world' takes the name of a file")
    }
    let url = URL(
      fileURLWithPath: name, relativeTo: URL(fileURLWithPath: folder, isDirectory: true))
    let data = try InputFile.read(url.path, called: "world", as: name)
    do { return try World(json: data) } catch {
      throw Failure(.noInput, "\(name): \(error.message)")
    }
  }

  private static func limits(_ value: LuaValue) throws -> EmulatorLimits {
    guard !value.isNil else { return unreached }
    guard let match = (value.text ?? "").wholeMatch(of: /([0-9]+(?:\.[0-9]+)?)x([0-9]+)/),
      let rate = Double(match.1), let window = Int(match.2), rate > 0, window > 0
    else {
      throw Failure(
        .scriptFailed,
        "'limit' takes requests per second x seconds of a window, as \"20x8\""
          + (value.text.map { ", not '\($0)'" } ?? ""))
    }
    return EmulatorLimits(requestsPerSecond: rate, window: window)
  }
}
