import CLuaShims

/// A bug of Lua 5.4 that scripts can meet, and a chunk that shows whether this machine's Lua has it.
///
/// Distributions ship 5.4.4 with some later corrections and without others, so a version says
/// little.
package struct LuaProbe: Sendable, Equatable {
  /// A short name, as `concat`.
  package let name: String
  /// What goes wrong for somebody who writes scripts.
  package let meaning: String
  /// What this program does about it.
  package let remedy: String
  /// The upstream commit that corrects it.
  package let fix: String
  /// The chunk, and what it returns in a Lua without the bug; nil where no chunk shows the bug.
  package let trial: Trial?

  /// A chunk and what a healthy Lua answers.
  package struct Trial: Sendable, Equatable {
    /// The text of the chunk.
    package let chunk: String
    /// What it returns where the bug is not.
    package let healthy: String
  }

  /// What a chunk came to.
  package enum Answer: Sendable, Equatable {
    /// What it returned, as text.
    case returned(String)
    /// The error that it ended with.
    case failed(String)
  }

  /// The probe of that name.
  package static func named(_ name: String) -> LuaProbe? { all.first { $0.name == name } }
}

extension LuaProbe.Trial {
  // A bug shows in far less; a healthy Lua needs no more either.
  private static let memory = 512 << 20
  private static let instructions = 100_000_000
  // Small, so that endless recursion shows soon; Lua's own bound of 200 nested calls needs less.
  private static let stack = 1 << 20

  /// Runs the chunk in a plain Lua with all of its own library.
  ///
  /// Where the bug is there the process may crash, or be damaged, so it should be one that was
  /// started for this only and ends next.
  package func run() -> LuaProbe.Answer {
    var probe = clua_probe()
    let source = Array(chunk.utf8)
    let isRun = source.withUnsafeBytes { bytes in
      probe.source = bytes.assumingMemoryBound(to: CChar.self).baseAddress
      probe.length = bytes.count
      probe.memory = Self.memory
      probe.instructions = Self.instructions
      probe.stack = Self.stack
      return clua_run_probe(&probe)
    }
    guard isRun else { return .failed("there is no memory or no thread for it") }
    let answer = withUnsafeBytes(of: probe.answer) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return probe.failed ? .failed(answer) : .returned(answer)
  }
}
