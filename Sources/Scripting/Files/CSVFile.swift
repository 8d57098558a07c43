import Foundation
import Lua
import Runs
import Synchronization

/// An open CSV file that hands over rows as tables, many at a time.
final class CSVFile: Sendable {
  /// Bytes read at once; large enough that the hop to another thread does not matter.
  private static let pieceSize = 256 << 10

  private struct State {
    var reader = CSVReader()
    var handle: FileHandle?
    var ready: [CSVReader.Row] = []
    var digest = ContentDigest()
  }

  private let path: String
  /// Told the digest of the whole file, when it was read to its end.
  private let whenRead: @Sendable (String) -> Void
  private let state: Mutex<State>
  /// The names in the header, in order.
  let columns: [String]

  /// Opens a file; see `init`.
  static func open(
    _ handle: FileHandle, path: String, needed: [String],
    whenRead: @escaping @Sendable (String) -> Void
  ) async throws -> CSVFile {
    try await FileQueue.run {
      try CSVFile(handle, path: path, needed: needed, whenRead: whenRead)
    }
  }

  /// Opens the file and reads its header.
  ///
  /// - Parameters:
  ///   - handle: The open file.
  ///   - path: What to call it.
  ///   - needed: Columns that must be there.
  ///   - whenRead: Told the digest of the whole file, when it was read to its end.
  /// - Throws: ``ScriptError`` of kind `badInput` that names the file and what is wrong with it.
  private init(
    _ handle: FileHandle, path: String, needed: [String],
    whenRead: @escaping @Sendable (String) -> Void
  ) throws(ScriptError) {
    var first = State(handle: handle)
    while first.ready.isEmpty, first.handle != nil {
      try Self.readPiece(&first, path)
    }
    if first.handle == nil { whenRead(first.digest.text) }
    guard !first.ready.isEmpty else {
      throw ScriptError(.badInput, "\(path) is empty: its first row must name the columns")
    }
    let header = first.ready.removeFirst()
    if let problem = header.problem { throw ScriptError(.badInput, "\(path) row 1: \(problem)") }
    if let start = header.fields.first?.prefix(2),
      [[0xFF, 0xFE], [0xFE, 0xFF]].contains(Array(start))
    {
      throw ScriptError(
        .badInput, "\(path) is UTF-16; save it as UTF-8 (spreadsheets call that 'CSV UTF-8')")
    }
    let names = header.fields.map { Self.trimmed(String(decoding: $0, as: UTF8.self)) }
    try Self.check(names, needed, path)
    (self.path, columns, self.whenRead) = (path, names, whenRead)
    state = Mutex(first)
  }

  /// The next rows, as `{ number, fields }` or `{ number, problem }`; nil at the end.
  func next() async throws -> LuaValue {
    try await FileQueue.run { try self.nextRows() }
  }

  private func nextRows() throws(ScriptError) -> LuaValue {
    let rows = try state.withLock { (state) throws(ScriptError) -> [CSVReader.Row] in
      while state.ready.isEmpty, state.handle != nil {
        try Self.readPiece(&state, path)
        if state.handle == nil { whenRead(state.digest.text) }
      }
      defer { state.ready = [] }
      return state.ready
    }
    return rows.isEmpty ? .nil : .array(rows.map(entry))
  }

  private func entry(_ row: CSVReader.Row) -> LuaValue {
    let number = LuaValue.Field("number", .integer(Int64(row.number)))
    if let problem = row.problem ?? mismatch(row) {
      return .table([number, .init("problem", .string(problem))])
    }
    let fields = zip(columns, row.fields).map { name, bytes in
      LuaValue.Field(
        name, String(validating: bytes, as: UTF8.self).map(LuaValue.string) ?? .bytes(bytes))
    }
    return .table([number, .init("fields", .table(fields))])
  }

  private func mismatch(_ row: CSVReader.Row) -> String? {
    guard row.fields.count != columns.count else { return nil }
    let has = "\(row.fields.count) field\(row.fields.count == 1 ? "" : "s")"
    return
      "\(has) where the header names \(columns.count) columns (\(columns.joined(separator: ", ")))"
  }

  private static func readPiece(_ state: inout State, _ path: String) throws(ScriptError) {
    do {
      if let piece = try state.handle?.read(upToCount: pieceSize), !piece.isEmpty {
        state.digest.add(piece)
        state.ready += state.reader.read(piece)
        return
      }
      try state.handle?.close()
    } catch {
      throw ScriptError(
        .badInput, "\(path) cannot be read: \(FileTrouble.words(error))", cause: error)
    }
    state.handle = nil
    if let last = state.reader.finish() { state.ready.append(last) }
  }

  private static func check(
    _ names: [String], _ needed: [String], _ path: String
  ) throws(ScriptError) {
    if let empty = names.firstIndex(of: "") {
      throw ScriptError(
        .badInput, "\(path) row 1: column \(empty + 1) has no name; name it, or take the column out"
      )
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw ScriptError(.badInput, "\(path) row 1: two columns are named '\(name)'; rename one")
    }
    let missing = needed.filter { !names.contains($0) }.map { name in
      "'\(name)'" + (nearest(to: name, in: names).map { " (did you mean '\($0)'?)" } ?? "")
    }
    guard missing.isEmpty else {
      throw ScriptError(
        .badInput,
        "\(path) has no column \(missing.joined(separator: " and no column "));"
          + " its columns are: \(names.joined(separator: ", "))")
    }
  }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }
}
