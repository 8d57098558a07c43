import ArgumentParser
import Journal
import Lua
import Runs
import Scripting

/// A script with everything that was said around it, ready to be run, resumed or planned.
struct ScriptJob {
  let file: ScriptFile
  let words: [String]
  var connection: ConnectionOptions
  var guardrails: GuardrailOptions
  var settings: RunSettings
  var deadline: TimeSpan?
  var reporter: any Reporter
  /// The run that is executed again, and what of it is made again.
  var earlier: (run: RunRecord, retry: Replay.Retry)?
  var isPlan = false

  private var limits: LuaLimits {
    var limits = LuaLimits()
    if let memory = settings.memory, let size = try? ByteCount(memory) {
      limits.memory = size.bytes
    }
    return limits
  }

  /// Begins the run, and makes the host that the script runs in.
  ///
  /// - Throws: ``Failure``.
  func begin() async throws -> ScriptRun {
    let modules = try file.modules(settings.lib)
    var command = Session.Command(
      name: "run", scriptPath: file.path, scriptText: String(decoding: file.source, as: UTF8.self),
      arguments: words)
    command.options = settings.text
    command.isPlan = isPlan
    command.earlier = earlier
    let session = try await Session.begin(command, connection, guardrails, reporter: reporter)
    do {
      let host = try await ScriptHost(
        engine: session.engine, files: file.files(named: words, allowed: settings.allowPath),
        modules: modules, scriptName: file.path, arguments: words, limits: limits,
        emit: reporter.report)
      return ScriptRun(
        host: host, script: Script(name: file.path, source: file.source, arguments: words),
        session: session, deadline: deadline)
    } catch {
      let failure = Failure(error)
      _ = await session.end(.failed, failure.status.rawValue)
      throw failure
    }
  }
}
