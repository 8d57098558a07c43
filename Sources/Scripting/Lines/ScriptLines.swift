import Lua
import Runs
import Synchronization

/// What a host that runs a script line by line keeps between the lines.
public final class ScriptLines: Sendable {
  /// Asks the person before changes are sent.
  public let gate: ChangeGate
  /// Who acts where nothing is said; nil: the run's own identity.
  private let acting = Mutex<Identity?>(nil)
  private let names = Mutex<[String]>([])

  /// Makes it for one host.
  public init(gate: ChangeGate) { self.gate = gate }

  var actor: Identity? { acting.withLock { $0 } }

  func acts(as identity: Identity) { acting.withLock { $0 = identity } }

  /// The names that were found last.
  func take() -> [String] { names.withLock { $0 } }

  /// What a prelude tells it.
  var fieldsAre: LuaFunction {
    LuaFunction("host.fields_are") { [weak self] call in
      let names = call.arguments.first?.items?.compactMap(\.text) ?? []
      self?.names.withLock { $0 = names }
      return .values([])
    }
  }
}
