import CLuaShims

// What a script is told, and its person, when it has gone too far.
extension LuaLimits {
  /// The error of a task that was stopped for that reason.
  ///
  /// - Parameters:
  ///   - reason: Of the CLUA_KILL constants, but not that of an order.
  ///   - place: The last line known.
  /// - Returns: The error, with what to do about it.
  func error(_ reason: Int32, at place: LuaPlace?) -> LuaError {
    let last = place.map { ", last at \($0)" } ?? ""
    return switch reason {
    case CLUA_KILL_MEMORY: memoryError(at: place)
    case CLUA_KILL_TOTAL:
      LuaError(
        kind: .killed,
        message:
          "the script used more than \((total ?? .zero).text) of Lua time, waiting not counted"
          + last, place: place)
    default:
      LuaError(
        kind: .killed,
        message: "the script ran for more than \((burst ?? .zero).text) without a pause" + last,
        place: place)
    }
  }

  /// The error of a script that holds too much.
  func memoryError(at place: LuaPlace?) -> LuaError {
    LuaError(
      kind: .memory,
      message: memory > 0
        ? "the script holds more than \(Self.text(bytes: memory)); raise it with --memory"
        : LuaError.outOfMemory.message,
      place: place)
  }

  /// The error of an answer that would fill too much of the script's memory at once.
  func tooLarge(_ subject: String, place: LuaPlace?) -> LuaError {
    LuaError(
      kind: .badInput,
      message: "\(subject) is more than the \(Self.text(bytes: value)) that a script may be given"
        + " at once; ask for less, or for one part after the other",
      place: place)
  }

  /// As `256 MiB`, exact.
  private static func text(bytes: Int) -> String {
    if bytes % (1 << 20) == 0 { return "\(bytes >> 20) MiB" }
    return bytes % 1024 == 0 ? "\(bytes >> 10) KiB" : "\(bytes) bytes"
  }
}

extension Duration {
  /// As `10 s`, `1.5 s` or `250 ms`.
  fileprivate var text: String {
    let (seconds, attoseconds) = components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    return milliseconds.isMultiple(of: 1000)
      ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
  }
}
