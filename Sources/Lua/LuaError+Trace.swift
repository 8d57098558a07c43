import CLuaShims

// What C has noted beside an error.
extension LuaError {
  /// Takes frames and origins from `{ frames, origins }`.
  mutating func take(trace: LuaValue) {
    guard let lists = trace.items, lists.count == 2 else { return }
    frames = Self.groups(of: 4, in: lists[0]).map(LuaFrame.init)
    tasks = Self.groups(of: 3, in: lists[1]).map { entry in
      LuaOrigin(title: entry[0].text ?? "", spawnedAt: LuaPlace(entry[1], entry[2]))
    }
  }

  private static func groups(of size: Int, in list: LuaValue) -> [[LuaValue]] {
    guard let items = list.items else { return [] }
    return stride(from: 0, to: items.count - size + 1, by: size).map {
      Array(items[$0..<($0 + size)])
    }
  }
}

extension LuaFrame {
  /// From source or false, line, name or false, and kind.
  fileprivate init(_ entry: [LuaValue]) {
    let line = entry[1].integerValue ?? 0
    switch Int32(clamping: entry[3].integerValue ?? 0) {
    case CLUA_FRAME_SCRIPT:
      self.init(.script, place: LuaPlace(entry[0], entry[1]), function: entry[2].text)
    case CLUA_FRAME_COROUTINE: self.init(.coroutine)
    case CLUA_FRAMES_LEFT_OUT: self.init(.leftOut(Int(line)))
    default: self.init(.host, function: entry[2].text)
    }
  }
}

extension LuaPlace {
  fileprivate init?(_ source: LuaValue, _ line: LuaValue) {
    guard let source = source.text, let line = line.integerValue else { return nil }
    self.init(source: source, line: Int(line))
  }

  /// What C has found.
  init?(_ place: clua_place) {
    guard let source = place.source else { return nil }
    self.init(source: String(cString: source), line: Int(place.line))
  }
}
