package import Lua

/// The arguments of a call by the names of their parameters.
///
/// A list, because there are three of them at most, and each call of the library has one.
package struct NamedArguments: Sendable {
  private var items: [(name: String, value: LuaValue)] = []

  /// Without any.
  init() {}

  /// The argument of that name; nil where it was left out.
  package subscript(name: String) -> LuaValue? { items.first { $0.name == name }?.value }

  /// Adds one that was not there.
  mutating func add(_ value: LuaValue, as name: String) { items.append((name, value)) }
}
