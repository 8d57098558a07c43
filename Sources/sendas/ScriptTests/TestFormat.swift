import ArgumentParser
import Foundation
import Lua

/// How the outcomes of script tests appear on standard output.
enum TestFormat: String, CaseIterable, ExpressibleByArgument {
  case tap, junit

  /// TAP, version 14: one line for a test, and why it failed below it.
  static func tap(_ outcome: ScriptTestFile.Outcome, number: Int) -> String {
    // "#" begins a directive there.
    let name = line(outcome.name).replacing("\\", with: "\\\\").replacing("#", with: "\\#")
    guard let error = outcome.error else { return "ok \(number) - \(name)" }
    var lines = ["not ok \(number) - \(name)", "  ---"]
    lines.append("  message: \(quoted(error.message))")
    lines.append("  kind: \(quoted(error.kind.rawValue))")
    if let place = error.place { lines.append("  at: \(quoted("\(place)"))") }
    if !outcome.lines.isEmpty {
      lines += ["  output:"] + outcome.lines.map { "    - \(quoted($0))" }
    }
    return (lines + ["  ..."]).joined(separator: "\n")
  }

  /// The form that JUnit's reports have and build servers read.
  static func junit(_ outcomes: [ScriptTestFile.Outcome], file: String) -> String {
    let time = { (duration: Duration) in String(format: "%.3f", duration / .seconds(1)) }
    let failed = outcomes.count { $0.error != nil }
    let total = outcomes.map(\.duration).reduce(.zero, +)
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      "<testsuite name=\"\(escaped(file))\" tests=\"\(outcomes.count)\" failures=\"\(failed)\""
        + " errors=\"0\" skipped=\"0\" time=\"\(time(total))\">",
    ]
    for outcome in outcomes {
      lines.append(
        "  <testcase classname=\"\(escaped(file))\" name=\"\(escaped(outcome.name))\""
          + " time=\"\(time(outcome.duration))\">")
      if let error = outcome.error {
        let place = error.place.map { "\($0): " } ?? ""
        lines.append(
          "    <failure type=\"\(escaped(error.kind.rawValue))\" message=\"\(escaped(error.message))\">"
            + "\(escaped(place + error.message))</failure>")
      }
      if !outcome.lines.isEmpty {
        lines.append(
          "    <system-out>\(escaped(outcome.lines.joined(separator: "\n")))</system-out>")
      }
      lines.append("  </testcase>")
    }
    return (lines + ["</testsuite>"]).joined(separator: "\n")
  }

  private static func line(_ text: String) -> String {
    text.replacing(/\s+/, with: " ")
  }

  /// A text as YAML: the form in double quotes, as JSON has it.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        quoted += String(format: "\\x%02X", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return "\"\(quoted)\""
  }

  /// A text in XML, where control characters have no place at all.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case _
      where scalar.value < 0x20 && scalar != "\t" || [0xFFFE, 0xFFFF].contains(scalar.value):
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
