import CloseAPI
import Foundation
import Journal
import Lua
import Runs
import Scripting

/// What a script says of its arguments, found by running it up to there: nobody acts, nothing is sent,
/// read or written, and no run is begun.
struct ScriptHelp {
  let script: ScriptFile
  let modules: ModuleFolders
  let words: [String]

  /// Whether the words ask for it.
  static func isWanted(in words: [String]) -> Bool {
    words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  /// - Throws: ``Failure`` where the script does not come as far as its declaration.
  func text() async throws -> String {
    let transport = try CloseTransport(baseURL: CloseTransport.closeBaseURL)
    let request = HelpRequest()
    let result: Result<ScriptReport, any Error>
    do { result = .success(try await report(request, transport)) } catch {
      result = .failure(error)
    }
    await transport.shutdown()
    let report: ScriptReport
    do { report = try result.get() } catch { throw Failure(error) }
    if let help = request.help { return help }
    guard let error = report.error else { return Self.undeclared(script.path, nil) }
    // The library refuses to work for those who only ask.
    guard error.kind == .init(rawValue: "refused") else {
      throw Failure(.scriptFailed, "\(script.path) did not come to script.arguments{…}: \(error)")
    }
    return Self.undeclared(script.path, error.place)
  }

  private func report(
    _ request: HelpRequest, _ transport: CloseTransport
  ) async throws -> ScriptReport {
    let engine = try await RunEngine(
      run: RunRecord(
        id: "help", command: "run", workingFolder: "", startedBy: "", baseURL: "", identity: "",
        startedAt: Date()),
      journal: try RunJournal.inMemory(), transport: transport, identities: KeyedIdentities([]),
      identity: "", emit: { _ in })
    let host = try await ScriptHost(
      engine: engine, files: script.files(named: [], allowed: []), modules: modules,
      scriptName: script.path, arguments: words, help: request, emit: { _ in })
    return await host.run(Script(name: script.path, source: script.source, arguments: words))
  }

  private static func undeclared(_ script: String, _ place: LuaPlace?) -> String {
    let until = place.map { " before \($0), where it begins to work" } ?? ""
    return """
      usage: sendas run \(script) [WORDS…]

      \(script) declares no arguments (script.arguments{…})\(until).
      """
  }
}
