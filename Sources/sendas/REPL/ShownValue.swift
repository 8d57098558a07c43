import Scripting

/// A value of a session as people read it.
struct ShownValue {
  /// More rows are counted only: `_` has all.
  private static let mostRows = 50

  let value: LineValue
  /// The emails of people that are known, by user id: they are shown instead.
  let emails: [String: String]

  var text: String {
    switch value {
    case .text(let text):
      return text.split(separator: "\n", omittingEmptySubsequences: false).map {
        named($0, in: text)
      }
      .joined(separator: "\n")
    case .rows(let all):
      let count = all.rows.count
      let more =
        count > Self.mostRows ? ", the first \(Self.mostRows) shown; table_view(_) prints all" : ""
      return table(all).text(.table) + "\n(\(count) row\(count == 1 ? "" : "s")\(more))"
    }
  }

  /// A line of a table, with the emails of the people whose ids it holds behind it.
  private func named(_ line: Substring, in text: String) -> String {
    guard line.contains("\"user_") else { return String(line) }
    let people = line.split(separator: "\"").compactMap { emails[String($0)] }
      .filter { !text.contains("\"\($0)\"") }
    return people.isEmpty ? String(line) : "\(line)  -- \(people.joined(separator: ", "))"
  }

  /// The organization of all rows is the same, and nobody reads it.
  private func table(_ all: RowTable) -> Table {
    let shown = all.columns.indices.filter {
      all.columns[$0] != "organization_id" || all.columns.count == 1
    }
    let rows = all.rows.prefix(Self.mostRows).map { row in
      shown.map { column in
        all.columns[column].hasSuffix("user_id") ? emails[row[column]] ?? row[column] : row[column]
      }
    }
    return Table(columns: shown.map { all.columns[$0] }, rows: rows)
  }
}
