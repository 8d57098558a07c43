public import Lua

/// A script, ready to run.
public struct Script: Sendable {
  /// What to call it in messages: the path as the person gave it.
  public var name: String
  /// Its text.
  public var source: [UInt8]
  /// The words after it.
  public var arguments: [String]

  /// Makes a script.
  public init(name: String, source: [UInt8], arguments: [String] = []) {
    (self.name, self.source, self.arguments) = (name, source, arguments)
  }
}

/// How a script ended.
public struct ScriptReport: Sendable {
  /// The error that stopped the script, or nil.
  public var error: LuaError?
  /// Whether it was told to stop.
  public var wasInterrupted: Bool
}
