import ArgumentParser
import CloseAPI
import Scripting

/// How a one-line command writes its data.
enum DataFormat: String, CaseIterable, ExpressibleByArgument {
  case table, csv, json
}

/// Rows under named columns, for standard output.
struct Table {
  var columns: [String]
  var rows: [[String]]
  /// How many of the columns a person reads; CSV and JSON have all.
  var readable: Int?

  /// The table in that format, without a last line end.
  func text(_ format: DataFormat) -> String {
    switch format {
    case .table: aligned
    case .csv: ([columns] + rows).map(CSVLine.text).joined(separator: "\n")
    case .json: json
    }
  }

  private var aligned: String {
    let lines = ([columns] + rows).map { $0.prefix(readable ?? columns.count) }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let cells = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let text = cells.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private var json: String {
    let objects = rows.map { row in
      JSONValue.object(zip(columns, row).map { ($0, .string($1)) })
    }
    return JSONValue.array(objects).description
  }
}
