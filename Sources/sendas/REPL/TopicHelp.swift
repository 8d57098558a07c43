import Runs
import Scripting

/// What `?name` shows: an entry of the library's catalogue.
struct TopicHelp {
  /// `sendas.grant`, `sendas`, or nothing.
  let topic: String

  /// The text, without a last line end.
  var text: String {
    let functions = LibraryCatalog.functions
    if topic.isEmpty { return overview }
    if let function = LibraryCatalog.function(topic) ?? bound { return Self.text(function) }
    let members = functions.filter { $0.name.hasPrefix(topic + ".") }
    if !members.isEmpty { return Self.list(members) }
    let names = functions.map(\.name)
    let short = Dictionary(
      names.map { (String($0.split(separator: ".").last ?? ""), $0) },
      uniquingKeysWith: { one, _ in one })
    let hint =
      short[topic] ?? nearest(to: topic, in: names)
      ?? nearest(to: topic, in: short.keys).flatMap { short[$0] }
    let way = hint.map { "did you mean ?\($0)" } ?? "? lists all functions"
    return "nothing is called '\(topic)' in the library; \(way)"
  }

  /// `alice.grant`, where alice is what `sendas.as` gave.
  private var bound: LibraryFunction? {
    guard let dot = topic.lastIndex(of: ".") else { return nil }
    return LibraryCatalog.function("sendas" + topic[dot...]).flatMap { function in
      topic.hasPrefix("sendas.as")
        || !LibraryCatalog.functions.contains {
          $0.name.hasPrefix(topic[..<dot] + ".")
        } ? function : nil
    }
  }

  private var overview: String {
    Self.list(LibraryCatalog.functions)
      + "\n\n?sendas.grant explains one; :help lists the commands."
  }

  private static func list(_ functions: [LibraryFunction]) -> String {
    let width = functions.map(\.signature.count).max() ?? 0
    let limit = min(width, 46)
    return functions.map { function in
      function.signature.count > limit
        ? function.signature + "\n" + String(repeating: " ", count: limit + 2) + function.summary
        : function.signature.padding(to: limit + 2) + function.summary
    }.joined(separator: "\n")
  }

  private static func text(_ function: LibraryFunction) -> String {
    var lines = [function.signature, "  " + function.summary]
    if !function.parameters.isEmpty {
      lines.append("")
      let width = function.parameters.map(\.name.count).max() ?? 0
      for parameter in function.parameters {
        let type = parameter.type.rawValue + (parameter.isOptional ? ", may be left out" : "")
        lines.append(
          "  \(parameter.name.padding(to: width))  \(parameter.summary) (\(type))")
      }
    }
    lines += ["", "  gives   " + function.returns]
    if !function.errors.isEmpty {
      lines.append("  errors  " + function.errors.joined(separator: ", "))
    }
    lines += ["", "  Example:"]
    lines += function.example.split(separator: "\n").map { "    " + $0 }
    return lines.joined(separator: "\n")
  }
}
