extension LuaValue {
  /// What the value will take in Lua, in bytes, about: nothing is counted beyond the limit.
  ///
  /// The sizes are those of Lua 5.4's objects on 64-bit machines (lobject.h).
  func weight(upTo limit: Int) -> Int {
    switch self {
    case .nil, .null, .bool, .integer, .number: 0
    case .string(let text): 25 + text.utf8.count
    case .bytes(let bytes): 25 + bytes.count
    case .function: 100
    case .array(let items): items.weight(upTo: limit) + 56
    case .table(let fields):
      fields.weight(upTo: limit) { 24 + 25 + $0.name.utf8.count + $0.value.weight(upTo: limit) }
    }
  }
}

extension [LuaValue] {
  /// What the values will take in Lua, in bytes, about: nothing is counted beyond the limit.
  func weight(upTo limit: Int) -> Int { weight(upTo: limit) { 16 + $0.weight(upTo: limit) } }
}

extension LuaLimits {
  /// The bytes that values count for while Swift holds them for the script; 0 without a limit.
  func held(_ values: [LuaValue]) -> Int {
    memory == 0 || values.isEmpty ? 0 : values.weight(upTo: memory)
  }
}

extension Array {
  fileprivate func weight(upTo limit: Int, of element: (Element) -> Int) -> Int {
    var sum = 56
    for item in self where sum <= limit { sum += element(item) }
    return sum
  }
}
