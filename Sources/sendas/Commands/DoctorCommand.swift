import ArgumentParser
import CloseAPI
import Foundation
import Lua

/// `sendas doctor`: what this machine does, and what a person should put right.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine's Lua does, and whether sendas finds what it needs.",
    discussion: """
      Tries known bugs of Lua, each in a process of its own, and looks at the configuration, key \
      files, the state folder and the journal. Uses no key and no network. The exit status is 1 \
      when something needs a person's action.

      Examples:
        sendas doctor
        sendas doctor --format json
      """)

  @Option(help: "How it appears on standard output: text or json.")
  var format = EventFormat.text

  @Option(help: .hidden)
  var probe: String?

  func run() async throws {
    if let probe { return try Self.runProbe(probe) }
    let report = DoctorReport(
      library: LuaProbe.Library.loaded, bugs: try await BugFinding.all(),
      surroundings: Surroundings(environment: ProcessInfo.processInfo.environment).findings())
    switch format {
    case .json: Terminal.output(report.json.description)
    case .text: for line in report.text { Terminal.output(line) }
    }
    if !report.isWell { throw ExitCode(ExitStatus.scriptFailed.rawValue) }
  }

  /// In the child: what the chunk came to is all that it writes; it may crash instead.
  private static func runProbe(_ name: String) throws {
    guard let trial = LuaProbe.named(name)?.trial else {
      throw Failure(.usage, "no probe is named '\(name)'")
    }
    // A crash is expected here: nobody needs its core, and it must not go on for ever.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    alarm(BugFinding.secondsAllowed)
    switch trial.run() {
    case .returned(let text): Terminal.output("returned \(text)")
    case .failed(let message): Terminal.output("failed \(message)")
    }
  }
}

/// All that `sendas doctor` has found.
struct DoctorReport {
  let library: LuaProbe.Library
  let bugs: [BugFinding]
  let surroundings: [Surroundings.Finding]

  /// Whether nothing needs a person's action.
  ///
  /// Lua's bugs do not: each is met, or has to be known.
  var isWell: Bool { !surroundings.contains { $0.state == .problem } }

  /// Lines for a person.
  var text: [String] {
    let place = library.path ?? "a part of this program"
    let affected = bugs.filter { $0.state == .affected }.count
    var lines = ["Lua: \(library.release), \(place)", ""]
    lines.append(
      "Known bugs of Lua 5.4: this one has \(affected) of \(bugs.count). What sendas does about each:"
    )
    let width = bugs.map(\.state.rawValue.count).max() ?? 0
    for bug in bugs {
      let state = bug.state.rawValue.padding(toLength: width, withPad: " ", startingAt: 0)
      lines.append("  \(state)  \(bug.probe.name): \(bug.probe.meaning)")
      let indent = String(repeating: " ", count: width + 4)
      if !bug.answer.isEmpty { lines.append("\(indent)here: \(bug.answer)") }
      lines.append("\(indent)sendas \(bug.probe.remedy)")
    }
    lines += ["", "What sendas needs"]
    let found = Table(
      columns: ["", "STATE", "WHAT", "FOUND"],
      rows: surroundings.map { ["", $0.state.rawValue, $0.what, $0.words] })
    lines += found.text(.table).split(separator: "\n").map(String.init)
    lines += ["", isWell ? "Nothing needs to be done." : "What is called a problem needs you."]
    return lines
  }

  /// The same for a program.
  var json: JSONValue {
    .object([
      ("lua_release", .string(library.release)),
      ("lua_library", library.path.map(JSONValue.string) ?? .null),
      ("bugs", .array(bugs.map(\.json))),
      (
        "surroundings",
        .array(
          surroundings.map {
            .object([
              ("what", .string($0.what)), ("state", .string($0.state.rawValue)),
              ("message", .string($0.words)),
            ])
          })
      ),
      ("needs_action", .bool(!isWell)),
    ])
  }
}
