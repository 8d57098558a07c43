import Foundation
import Lua
import Scripting

/// An error that a script did not catch, with the lines that led to it.
struct ErrorReport {
  /// The most calls that are shown; what led there is near.
  private static let mostCalls = 12
  /// The most of a line that is shown.
  private static let mostCharacters = 160

  let error: LuaError

  /// What is wrong and where; the line itself, who called it, and in which task.
  var lines: [String] {
    var lines = [headline]
    lines += quote(error.place)
    if let advice = error.advice(line: quotedLine(error.place)) { lines.append("  \(advice)") }
    lines += calls
    for task in error.tasks {
      let origin = task.spawnedAt.map { ", spawned at \($0)" } ?? ""
      lines.append("  in \(task.title)\(origin)")
    }
    return lines
  }

  private var headline: String {
    let place = error.place.map { "\($0): " } ?? ""
    let message = error.message.hasPrefix(place) ? error.message : place + error.message
    let saysItAll: Set<LuaError.Kind> = [.script, .syntax]
    return "error: \(message)" + (saysItAll.contains(error.kind) ? "" : " [\(error.kind.rawValue)]")
  }

  /// The script's own calls, from the one around the error outwards; host frames are folded.
  private var calls: [String] {
    var lines: [String] = []
    var calls = 0
    var isInner = true
    for frame in error.frames {
      switch frame.kind {
      case .host: continue
      case .coroutine: lines.append("  resumed by")
      case .leftOut(let count): lines.append("  … \(count) more calls …")
      case .script:
        // The innermost is the place itself.
        defer { isInner = false }
        if isInner, frame.place == error.place { continue }
        calls += 1
        guard calls <= Self.mostCalls, let place = frame.place else { continue }
        let name = frame.function.map { "'\($0)' at " } ?? ""
        lines.append("  called from \(name)\(place)")
        lines += quote(place)
      }
    }
    if calls > Self.mostCalls { lines.append("  … \(calls - Self.mostCalls) more calls …") }
    return lines
  }

  /// The line of the script, where its file can be read.
  private func quote(_ place: LuaPlace?) -> [String] {
    guard let place, let text = quotedLine(place), !text.isEmpty else { return [] }
    let shown =
      text.count > Self.mostCharacters ? String(text.prefix(Self.mostCharacters)) + "…" : text
    return ["    \(place.line) | \(shown)"]
  }

  private func quotedLine(_ place: LuaPlace?) -> String? {
    guard let place, let data = FileManager.default.contents(atPath: place.source) else {
      return nil
    }
    let lines = String(decoding: data, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(place.line - 1) else { return nil }
    let text = lines[place.line - 1].trimmingCharacters(in: .whitespaces)
    // What is no text would do things to a terminal.
    return text.contains { $0 != "\t" && $0.isASCII && ($0.asciiValue ?? 0) < 0x20 } ? nil : text
  }
}
