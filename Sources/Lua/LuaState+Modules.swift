import CLua
import CLuaShims

// `require`. C has entered host mode.
extension LuaState {
  /// A script requires a module that is not loaded; its name is at index 1.
  ///
  /// - Returns: 2 with the text and the chunk's name on the stack, or CLUA_PARK or CLUA_RAISE.
  func require(_ state: OpaquePointer, canWait: Bool) -> Int32 {
    do {
      if let cancel = takePendingCancel() { throw cancel }
      let name = moduleName(state), task = running?.id ?? 0
      switch modules.require(name, by: task) {
      case .load:
        do {
          let chunk = try find(name)
          chunks.insert(chunk.name)
          try checkWeight(of: [.bytes(chunk.source)], chunk.name, place: nil)
          try StackWriter(state).push([.bytes(chunk.source), .string("@\(chunk.name)")])
        } catch {
          for task in modules.finish(name) { wakeForModule(task) }
          throw error
        }
        return 2
      case .cycle(let chain):
        throw LuaError(
          kind: .script, message: "modules require each other: \(chain.joined(separator: " → "))")
      case .wait:
        guard canWait, let running else {
          modules.stopWaiting(task)
          throw LuaError(
            kind: .cannotWait,
            message: "module '\(name)' is being loaded by another task, and Lua cannot wait here;"
              + " require it at the top of the script")
        }
        running.begins(.module(name))
        running.place = nil
        return CLUA_PARK
      }
    } catch {
      StackWriter(state).pushAnyhow(error as? LuaError ?? describe(error), place: nil)
      return CLUA_RAISE
    }
  }

  private func find(_ name: String) throws -> LuaChunk {
    guard let chunk = try findModule?(name) else {
      throw LuaError(kind: .script, message: "module '\(name)' not found")
    }
    return chunk
  }

  /// The module whose name is at index 1 is loaded, or has failed to load.
  func required(_ state: OpaquePointer) {
    for task in modules.finish(moduleName(state)) { wakeForModule(task) }
  }

  /// A module that the task waits for is loaded, or another may try to load it.
  func wakeForModule(_ task: Int) {
    guard let strand = strands[task], case .module = strand.wait else { return }
    rouse(strand, .success([]))
  }

  private func moduleName(_ state: OpaquePointer) -> String {
    var reader = StackReader(state)
    guard let value = try? reader.value(at: 1) else { return "" }
    return switch value {
    case .string(let name): name
    case .bytes(let name): String(decoding: name, as: UTF8.self)
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    default: ""
    }
  }
}
