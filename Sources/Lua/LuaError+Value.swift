extension LuaError {
  /// An error value of a script: what `pcall` has given it, or what it has raised itself.
  ///
  /// A table's `kind`, `message`, `where` and `traceback` become those of the error, the rest its
  /// fields; a table without a kind, a string or anything else is of kind `script`.
  public init(value: LuaValue) {
    switch value {
    case .table(let all):
      let named = ["kind", "message", "where", "traceback"]
      var fields = all
      fields.removeAll { field in named.contains(field.name) && field.value.text != nil }
      self.init(
        kind: value["kind"].text.map(Kind.init) ?? .script,
        message: value["message"].text ?? Self.summary(of: value), fields: fields,
        place: value["where"].text.flatMap(LuaPlace.init))
      traceback = value["traceback"].text
    case .string(LuaError.outOfMemory.message): self = .outOfMemory
    case .string(let text): self.init(kind: .script, message: text)
    default: self.init(kind: .script, message: Self.summary(of: value))
    }
  }

  /// The table that a script sees.
  func table(place: LuaPlace?) -> LuaValue {
    var all: [LuaValue.Field] = [
      .init("kind", .string(kind.rawValue)), .init("message", .string(message)),
    ]
    if let place = self.place ?? place { all.append(.init("where", .string("\(place)"))) }
    return .table(all + fields.filter { field in !all.contains { $0.name == field.name } })
  }

  private static func summary(of value: LuaValue) -> String {
    switch value {
    case .nil: "the script raised nil"
    case .null: "the script raised null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): text
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .array, .function: "the script raised a value without a message"
    case .table(let fields):
      "the script raised a table without a message"
        + (fields.isEmpty ? "" : " (fields: \(fields.map(\.name).joined(separator: ", ")))")
    }
  }
}

extension LuaError {
  /// What the compiler says about a chunk.
  init(compiling message: String, chunk: String) {
    guard message != LuaError.outOfMemory.message else {
      self = .outOfMemory
      return
    }
    let parts = LuaPlace.split(message, chunks: [chunk])
    self.init(kind: .syntax, message: parts?.rest ?? message, place: parts?.place)
    isIncomplete = message.hasSuffix("<eof>")
  }
}
