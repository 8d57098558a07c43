import TOMLKit

/// The text of a `config.toml` while it is changed: comments, order and everything else stay.
///
/// No library at hand writes TOML with its comments, so the text is changed by its statements.
/// Whether it then means what it has to is for ``ConfigurationEdit`` to check.
struct ConfigurationText {
  /// A line, or the lines over which one value goes.
  private struct Statement {
    enum Kind: Equatable {
      case blank, comment
      case header([String])
      case entry([String])
    }

    var kind: Kind
    /// With its line end.
    var text: String
    /// What stands behind the value, from the `#` on.
    var comment: String?

    var isEntry: Bool { if case .entry = kind { true } else { false } }
    var isHeader: Bool { if case .header = kind { true } else { false } }
  }

  private var statements: [Statement]
  private let lineEnd: String

  init(_ text: String) {
    lineEnd = text.utf8.prefix { $0 != 0x0A }.last == 0x0D ? "\r\n" : "\n"
    statements = TOMLStatements(text).map { piece in
      Statement(kind: Self.kind(of: piece.text), text: piece.text, comment: piece.comment)
    }
  }

  /// The whole text.
  var text: String { statements.map(\.text).joined() }

  // MARK: Profiles

  /// Puts keys with their values, strings, into the profile's table, which is made if there is none.
  mutating func set(_ values: [(key: String, value: String)], inProfile name: String) {
    let table = ["profiles", name]
    if !statements.contains(where: { $0.kind == .header(table) }) { append(table) }
    for (key, value) in values { set(key, value, in: table) }
  }

  /// Takes a profile's table out; what stands before and behind it stays.
  mutating func removeProfile(_ name: String) {
    let table = ["profiles", name]
    var kept: [Statement] = []
    var section: [String] = []
    // Comments between the profile's entries go with it, those behind the last stay with what follows.
    var held: [Statement] = []
    var isInside = false
    var seam: Int?
    for statement in statements {
      switch statement.kind {
      case .header(let path):
        section = path
        kept += held
        held = []
        isInside = path.starts(with: table)
        if isInside { seam = kept.count } else { kept.append(statement) }
      case .entry(let path):
        if isInside || (section + path).starts(with: table) {
          held = []
        } else {
          kept.append(statement)
        }
      case .blank, .comment:
        if isInside { held.append(statement) } else { kept.append(statement) }
      }
    }
    statements = kept + held
    // Of the blank lines before and behind it one is enough.
    if let seam, seam > 0, statements[seam - 1].kind == .blank,
      seam == statements.endIndex || statements[seam].kind == .blank
    {
      statements.remove(at: seam - 1)
    }
  }

  // MARK: The default

  /// Makes a profile the default, or takes the default out.
  mutating func setDefault(_ name: String?) {
    let root = statements.firstIndex(where: \.isHeader) ?? statements.endIndex
    let index = statements[..<root].firstIndex { $0.kind == .entry(["default"]) }
    switch (index, name) {
    case (let index?, let name?): statements[index] = line("default", name, like: statements[index])
    case (let index?, nil): statements.remove(at: index)
    case (nil, let name?):
      // Before all tables, and not between a table and the comment above it.
      let place = statements[..<root].lastIndex { $0.kind != .comment }.map { $0 + 1 } ?? 0
      statements.insert(line("default", name), at: place)
      if place + 1 < statements.endIndex, !statements[place + 1].isEntry,
        statements[place + 1].kind != .blank
      {
        statements.insert(blank, at: place + 1)
      }
    case (nil, nil): break
    }
  }

  // MARK: Statements

  private mutating func set(_ key: String, _ value: String, in table: [String]) {
    var section: [String] = []
    var place = statements.endIndex
    for (index, statement) in statements.enumerated() {
      switch statement.kind {
      case .header(let path):
        section = path
        if path == table { place = index + 1 }
      case .entry(let path) where section + path == table + [key]:
        statements[index] = line(key, value, like: statement)
        return
      case .entry where section == table: place = index + 1
      default: break
      }
    }
    endLine(before: place)
    statements.insert(line(key, value), at: place)
  }

  private mutating func append(_ table: [String]) {
    endLine(before: statements.endIndex)
    if let last = statements.last, last.kind != .blank { statements.append(blank) }
    let name = table.map(TOMLText.key).joined(separator: ".")
    statements.append(Statement(kind: .header(table), text: "[\(name)]" + lineEnd))
  }

  /// The last line of a file may have no end.
  private mutating func endLine(before place: Int) {
    guard place > 0, statements[place - 1].text.utf8.last != 0x0A else { return }
    statements[place - 1].text += lineEnd
  }

  private func line(_ key: String, _ value: String, like old: Statement? = nil) -> Statement {
    let indent = old.map { String($0.text.prefix { $0 == " " || $0 == "\t" }) } ?? ""
    let comment = old?.comment
    let text = "\(indent)\(key) = \(TOMLText.quoted(value))" + (comment.map { "  \($0)" } ?? "")
    return Statement(kind: .entry([key]), text: text + lineEnd, comment: comment)
  }

  private var blank: Statement { Statement(kind: .blank, text: lineEnd) }

  /// What a statement is; the parser itself reads its key, in whatever form it is written.
  private static func kind(of text: String) -> Statement.Kind {
    let start = text.first { !$0.isWhitespace }
    guard let start else { return .blank }
    if start == "#" { return .comment }
    var path: [String] = []
    var table = try? TOMLTable(string: text)
    while let current = table, current.keys.count == 1, let key = current.keys.first {
      path.append(key)
      table = current[key]?.table
    }
    return start == "[" ? .header(path) : .entry(path)
  }
}
