extension JSONValue {
  /// How deep arrays and objects may be nested, in both directions; the bound keeps hostile input
  /// from costing stack or memory out of proportion.
  public static let depthLimit = 512

  /// Reads one JSON text (RFC 8259) from UTF-8 bytes.
  ///
  /// Strict: no comments, no trailing commas, no `NaN`, nothing after the value. A byte order mark
  /// at the beginning is passed over, as the RFC allows.
  /// - Parameter bytes: the whole text.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` with its
  ///   ``CloseError/byteOffset`` set to the place where reading stopped.
  public init(parsing bytes: some Sequence<UInt8>) throws(CloseError) {
    var parser = JSONParser(bytes: Array(bytes))
    self = try parser.parse()
  }

  /// Reads one JSON text.
  /// - Parameter text: the whole text.
  /// - Throws: the same as ``init(parsing:)-swift.init``; the offset counts UTF-8 bytes.
  public init(parsing text: String) throws(CloseError) {
    var parser = JSONParser(bytes: Array(text.utf8))
    self = try parser.parse()
  }
}

/// Reads one text with a stack of its own instead of recursion, so that depth costs heap only.
private struct JSONParser {
  /// An array or object that is not closed yet.
  ///
  /// One shape for both, so that a value is appended in place: an enum's payload would be copied
  /// for each element.
  private struct Container {
    let isObject: Bool
    var elements: [JSONValue] = []
    var members: [(String, JSONValue)] = []
    var name = ""
  }

  private var scanner: JSONScanner
  private var open: [Container] = []

  init(bytes: [UInt8]) {
    scanner = JSONScanner(bytes: bytes)
  }

  mutating func parse() throws(CloseError) -> JSONValue {
    scanner.skipByteOrderMark()
    while true {
      var finished = try nextValue()
      // A finished value may finish its container, and that one its own, and so on.
      while let value = finished {
        if open.isEmpty {
          try scanner.expectEnd()
          return value
        }
        finished = try add(value)
      }
    }
  }

  /// Reads a scalar or an empty container, or opens a container and returns nil.
  private mutating func nextValue() throws(CloseError) -> JSONValue? {
    scanner.skipSpace()
    switch scanner.peek {
    case UInt8(ascii: "["):
      try enter()
      if scanner.take(UInt8(ascii: "]")) { return .array([]) }
      open.append(Container(isObject: false))
      return nil
    case UInt8(ascii: "{"):
      try enter()
      if scanner.take(UInt8(ascii: "}")) { return .object([]) }
      var object = Container(isObject: true, name: try scanner.memberName())
      object.members.reserveCapacity(8)
      open.append(object)
      return nil
    default:
      return try scanner.scalar()
    }
  }

  private mutating func enter() throws(CloseError) {
    guard open.count < JSONValue.depthLimit else {
      throw scanner.failure("arrays and objects are nested deeper than \(JSONValue.depthLimit)")
    }
    scanner.advance()
    scanner.skipSpace()
  }

  /// Adds to the innermost container; returns that container when the value was its last one.
  private mutating func add(_ value: JSONValue) throws(CloseError) -> JSONValue? {
    scanner.skipSpace()
    let last = open.count - 1
    if open[last].isObject {
      open[last].members.append((open[last].name, value))
      if scanner.take(UInt8(ascii: ",")) {
        scanner.skipSpace()
        open[last].name = try scanner.memberName()
        return nil
      }
      guard scanner.take(UInt8(ascii: "}")) else {
        throw scanner.failure("expected ',' or '}' after a member of an object")
      }
      return .object(Self.lastOnes(of: open.removeLast().members))
    }
    open[last].elements.append(value)
    if scanner.take(UInt8(ascii: ",")) { return nil }
    guard scanner.take(UInt8(ascii: "]")) else {
      throw scanner.failure("expected ',' or ']' after an element of an array")
    }
    return .array(open.removeLast().elements)
  }

  /// The members without those that a later one of the same name replaces.
  private static func lastOnes(of members: [(String, JSONValue)]) -> [(String, JSONValue)] {
    guard repeatsAName(members) else { return members }
    // Names are the same when their bytes are; strings compare by what they look like.
    let places = Dictionary(
      members.enumerated().map { (Array($1.0.utf8), $0) }, uniquingKeysWith: { _, last in last })
    return members.enumerated().filter { places[Array($1.0.utf8)] == $0 }.map(\.element)
  }

  /// Most objects have a few members: to compare each with each takes less than to hash them.
  private static func repeatsAName(_ members: [(String, JSONValue)]) -> Bool {
    guard members.count <= 16 else { return Set(members.lazy.map(\.0)).count < members.count }
    for place in members.indices.dropFirst() {
      let name = members[place].0
      for earlier in 0..<place where members[earlier].0 == name { return true }
    }
    return false
  }
}
