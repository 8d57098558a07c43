import Emulator
import Foundation
import Lua
import Scripting

/// What the table `emulator` holds in a file of script tests.
struct EmulatorLibrary: Sendable {
  let office: ScriptTestOffice
  /// The folder of the tests, as a whole path.
  let folder: String

  /// The functions, as the catalogue lists them.
  var functions: [LuaFunction] { [run, requests, associations, setFaults, file] }

  private var run: LuaFunction {
    TestLibrary.function("emulator.run") { arguments in
      let given = arguments["…"]?.items ?? []
      guard let name = given.first?.text else {
        throw LuaError(
          kind: .badArgument, message: "emulator.run takes the name of a script as 'script'")
      }
      let words = try given.dropFirst().map(Self.word)
      let own = office.folder + "/" + name
      let path = FileManager.default.fileExists(atPath: own) ? own : path(of: name)
      return .later { [try await office.run(path, words)] }
    }
  }

  private var requests: LuaFunction {
    TestLibrary.function("emulator.requests") { _ in
      .values([.array(office.emulator.requests.map(\.table))])
    }
  }

  private var associations: LuaFunction {
    TestLibrary.function("emulator.associations") { _ in
      .values([
        .array(
          office.emulator.world.associations.map { association in
            .table([
              .init("allowing", .string(association.allowing)),
              .init("allowed", .string(association.allowed)),
            ])
          })
      ])
    }
  }

  private var setFaults: LuaFunction {
    TestLibrary.function("emulator.set_faults") { arguments in
      let rules = (arguments["rules"]?.items ?? []).compactMap(\.text)
      let faults: [Fault]
      do { faults = try rules.map(Fault.init) } catch {
        throw LuaError(
          kind: .badArgument, message: "emulator.set_faults: \(Failure(error).message)")
      }
      // Without a seed of its own a test has the same faults each time.
      office.emulator.setFaults(faults, seed: try Self.seed(arguments["options"]) ?? 1)
      return .values([])
    }
  }

  private var file: LuaFunction {
    TestLibrary.function("emulator.file") { arguments in
      .values([.string(path(of: arguments["name"]?.text ?? ""))])
    }
  }

  private func path(of name: String) -> String {
    name.hasPrefix("/") ? name : folder + "/" + name
  }

  /// A word of a command line, as a script gives it.
  private static func word(_ value: LuaValue) throws(LuaError) -> String {
    switch value {
    case .string(let text): return text
    case .integer(let number): return "\(number)"
    case .number(let number): return "\(number)"
    default:
      throw LuaError(
        kind: .badArgument, message: "emulator.run takes strings and numbers as the script's words")
    }
  }

  private static func seed(_ options: LuaValue?) throws(LuaError) -> UInt64? {
    guard let seed = options?["seed"], !seed.isNil else { return nil }
    guard let number = seed.integerValue else {
      throw LuaError(
        kind: .badArgument, message: "emulator.set_faults takes a whole number as 'seed'")
    }
    return UInt64(bitPattern: number)
  }
}

extension RequestRecord {
  fileprivate var table: LuaValue {
    var fields: [LuaValue.Field] = [
      .init("method", .string(method)), .init("path", .string(path)),
      .init("query", .string(query)), .init("status", .integer(Int64(status))),
    ]
    if let person { fields.append(.init("person", .string(person))) }
    if let fault { fields.append(.init("fault", .string(fault))) }
    return .table(fields)
  }
}
