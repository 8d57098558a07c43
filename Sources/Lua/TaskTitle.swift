import CLuaShims

/// What people call a task, put together only when somebody asks: of a million, few are asked for.
struct TaskTitle {
  private let kind: String
  /// Which of its kind it is; 0 if it is the only one.
  private let number: Int
  private let name: String?

  /// As `phase 'people'`, or `batch item 3 (people.csv row 4)`.
  var text: String {
    guard number != 0 else { return kind }
    return "\(kind) \(number)" + (name.map { " (\($0))" } ?? "")
  }
}

extension TaskTitle {
  /// What the one who started it has given; nil if only a label.
  init?(_ birth: clua_birth) {
    guard let kind = String(birth.title) else { return nil }
    self.init(kind: kind, number: Int(birth.number), name: String(birth.name))
  }
}

extension String {
  /// What Lua has; nil if nothing.
  init?(_ text: clua_text) {
    guard let start = text.start else { return nil }
    self.init(
      decoding: UnsafeRawBufferPointer(start: start, count: text.length), as: UTF8.self)
  }
}
