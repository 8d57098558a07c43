import CloseAPI
import Lua
public import Runs

// A script that comes line by line. Only for hosts that were made for it.
extension ScriptHost {
  /// What the text is: an expression, statements, or the beginning of some.
  ///
  /// - Parameters:
  ///   - text: What was typed.
  ///   - number: The piece's number, from 1; messages call it `input 1`.
  /// - Returns: What can be done with it.
  public func read(_ text: String, number: Int) async -> LineReading {
    let chunk = Self.chunk(number)
    guard !LinePiece(text).isEmpty(text) else { return .nothing }
    let error = await problem(text, chunk)
    // A call is both: what it gives is shown.
    if await problem("return " + text, chunk) == nil {
      return .piece(ScriptPiece(text: text, isStatement: error == nil, source: "return " + text))
    }
    guard let error else {
      return .piece(
        ScriptPiece(text: text, isStatement: true, source: LinePiece(text).source))
    }
    return error.isIncomplete ? .incomplete : .wrong(error)
  }

  private func problem(_ text: String, _ chunk: String) async -> LuaError? {
    do throws(LuaError) {
      try await state.check(Array(text.utf8), name: chunk)
      return nil
    } catch { return error }
  }

  /// Runs a piece and all tasks that it starts.
  ///
  /// Its first value is `_` and, by the piece's number, `_1`, `_2` … from then on.
  public func evaluate(_ piece: ScriptPiece, number: Int) async -> LineOutcome {
    let chunk = Self.chunk(number)
    let names = LinePiece(piece.text).names.map(LuaValue.string)
    let result = await state.call(
      "host.evaluate",
      [.string(piece.source), .string(chunk), .integer(Int64(number)), .array(names)],
      compiling: chunk)
    if let error = result.reason {
      return .failed(error, wasInterrupted: result.wasInterrupted)
    }
    guard case .success(let values) = result.main else { return .values([]) }
    return .values((values.first?.items ?? []).map(Self.shown))
  }

  private static func shown(_ value: LuaValue) -> LineValue {
    if let items = value["rows"].items, let rows = try? RowTable(items) { return .rows(rows) }
    return .text(value["text"].lossyText ?? "nil")
  }

  private static func chunk(_ number: Int) -> String { "input \(number)" }

  /// The names that may follow these fields, as far as Lua knows them without running anything.
  ///
  /// - Parameter path: Without fields: variables.
  /// - Returns: Names, in no order.
  public func fields(of path: [String]) async -> [String] {
    let list = path.map { "\"\($0)\"" }.joined(separator: ",")
    guard path.allSatisfy({ $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil }) else { return [] }
    do {
      try await state.prelude("host.fields{\(list)}", name: "names")
    } catch { return [] }
    return lines?.take() ?? []
  }

  /// Acts as somebody else from now on, where a script does not say as whom.
  ///
  /// - Throws: As `RunEngine.identity(_:)`.
  public func act(as word: String) async throws -> Identity {
    let stillness = context.engine.stillness
    stillness.moves()
    defer { stillness.rests() }
    let identity = try await context.engine.identity(word)
    lines?.acts(as: identity)
    return identity
  }
}

extension LinePiece {
  /// Whether there is nothing in the text that Lua would run.
  fileprivate func isEmpty(_ text: String) -> Bool {
    var lexer = LuaLexer(Array(text.utf8), isFile: false)
    guard let token = try? lexer.next() else { return false }
    return token.kind == .end
  }
}
