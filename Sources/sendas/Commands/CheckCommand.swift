import ArgumentParser
import CloseAPI
import Scripting

/// `sendas check`: looks for mistakes in scripts without running them.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for mistakes in scripts without running them.",
    discussion: """
      Finds what is not Lua, names that nobody defines, arguments that library functions do not \
      know, and calls that wait where Lua cannot. Nothing is run and nothing is sent; no \
      credential is read. The exit status is 1 when something was found.

      Examples:
        sendas check onboard.lua
        sendas check --format json scripts/*.lua
      """)

  @Option(help: "How what was found appears on standard output: text or json.")
  var format = EventFormat.text

  @Option(
    help: ArgumentHelp(
      "Look here for modules as well, after the script's folder; may be repeated.",
      valueName: "dir"), completion: .directory)
  var lib: [String] = []

  @Argument(help: "The scripts; - is standard input.", completion: .scripts)
  var scripts: [String]

  func run() async throws {
    let files = try scripts.map { try ScriptFile($0) }
    let findings = try files.flatMap { file in
      ScriptChecker(path: file.path).findings(
        in: file.source, path: file.path, modules: try file.modules(lib))
    }
    switch format {
    case .text: for finding in findings { Terminal.output(finding.description) }
    case .json: Terminal.output(JSONValue.array(findings.map(\.json)).description)
    }
    Terminal.error(summary(findings))
    guard findings.isEmpty else { throw ExitCode(ExitStatus.scriptFailed.rawValue) }
  }

  private func summary(_ findings: [Finding]) -> String {
    let checked = Self.count(scripts.count, "script")
    if findings.isEmpty { return "\(checked): nothing wrong" }
    let errors = findings.count { $0.severity == .error }
    let counts = [(errors, "error"), (findings.count - errors, "warning")]
    let found = counts.filter { $0.0 > 0 }.map(Self.count).joined(separator: " and ")
    let bad = Set(findings.map(\.path)).count
    return "\(checked): \(found)" + (scripts.count > 1 ? " in \(bad) of them" : "")
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }
}

extension Finding {
  fileprivate var json: JSONValue {
    .object([
      ("path", .string(path)), ("line", .integer(Int64(position.line))),
      ("column", .integer(Int64(position.column))), ("severity", .string(severity.rawValue)),
      ("code", .string(code)), ("message", .string(message)),
    ])
  }
}
