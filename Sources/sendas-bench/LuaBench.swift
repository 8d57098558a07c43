/// What Lua costs under this host.
enum LuaBench {
  static func figures() async throws -> [Figure] {
    try await programs() + calls() + memory() + starts()
  }
}
