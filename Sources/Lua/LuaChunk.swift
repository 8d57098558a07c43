/// The text of a module.
public struct LuaChunk: Sendable, Equatable {
  /// The text.
  public let source: [UInt8]
  /// The name for messages, as `teams.lua`.
  public let name: String

  /// That text under that name.
  public init(source: [UInt8], name: String) {
    self.source = source
    self.name = name
  }
}
