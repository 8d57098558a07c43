import CloseAPI
import Lua
import Runs
import Synchronization

/// The functions that `sendas.as` has bound to identities, made once for each.
final class BoundFunctions: Sendable {
  private let tables = Mutex<[UserID: LuaValue]>([:])

  func table(for identity: Identity, _ context: ScriptContext) -> LuaValue {
    tables.withLock { tables in
      if let table = tables[identity.id] { return table }
      let table = LuaValue.table(
        LibraryCatalog.bindable.map { function in
          let name = String(function.name.dropFirst(function.table.count + 1))
          return .init(name, .function(function.bound(to: identity, in: context)))
        })
      tables[identity.id] = table
      return table
    }
  }
}

extension LibraryFunction {
  /// The function as Lua calls it.
  func bound(to identity: Identity?, in context: ScriptContext) -> LuaFunction {
    let reader = ArgumentReader(function: self)
    return LuaFunction(name, suspends: suspends) { lua in
      let arguments = try reader.read(lua.arguments)
      guard case .swift(let body) = self.body else { return .values([]) }
      return try body(
        LibraryCall(
          function: name, context: context, bound: identity, arguments: arguments, lua: lua))
    }
  }
}
