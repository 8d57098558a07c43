import Foundation
import Journal
import Lua
import Runs
import Scripting

/// A file of script tests: found by running it once, and run one by one.
struct ScriptTestFile {
  let script: ScriptFile
  /// Its folder as a whole path: the current folder of a test is another.
  let folder: String

  /// What became of a test.
  struct Outcome: Sendable {
    let name: String
    let duration: Duration
    /// What failed it; nil: it passed.
    let error: LuaError?
    /// What it printed and logged.
    let lines: [String]
  }

  /// - Throws: ``Failure`` where the file cannot be read.
  init(_ path: String) throws {
    script = try ScriptFile(path)
    folder = URL(fileURLWithPath: script.folder ?? ".", isDirectory: true).standardizedFileURL.path
  }

  /// The tests that it declares, in order.
  ///
  /// - Throws: ``Failure`` where the file itself fails, or declares none.
  func tests() async throws -> [TestLibrary.Found] {
    let options = try ScriptTestOptions(.nil, folder: folder)
    return try await ScriptTestOffice.use(options) { office in
      let library = TestLibrary(
        functions: EmulatorLibrary(office: office, folder: folder).functions)
      if let error = try await run(library, office, ScriptTestEvents()) {
        let text = ErrorReport(error: error).lines.joined(separator: "\n")
        throw Failure(.scriptFailed, "\(script.path) fails outside of its tests\n\(text)")
      }
      guard !library.found.isEmpty else {
        throw Failure(
          .scriptFailed, "\(script.path) declares no test; write one: it('…', function() … end)")
      }
      return library.found
    }
  }

  /// Runs one of them, which has this number in the file, from 1; throws ``Failure`` where its
  /// options are wrong or there can be no emulator.
  func outcome(of test: TestLibrary.Found, number: Int) async throws -> Outcome {
    let options: ScriptTestOptions
    do { options = try ScriptTestOptions(test.options, folder: folder) } catch {
      throw Failure(
        Failure(error).status, "\(script.path): \(test.name): \(Failure(error).message)")
    }
    let started = ContinuousClock.now
    let heard = ScriptTestEvents()
    let error = try await ScriptTestOffice.use(options) { office in
      let library = TestLibrary(
        wanted: number, functions: EmulatorLibrary(office: office, folder: folder).functions)
      let error = try await run(library, office, heard)
      guard error == nil, !library.hasRun else { return error }
      return LuaError(
        kind: .script, message: "the test was not reached: the file declares other tests each time")
    }
    return Outcome(
      name: test.name, duration: ContinuousClock.now - started, error: error,
      lines: heard.prints + heard.logs)
  }

  private func run(
    _ library: TestLibrary, _ office: ScriptTestOffice, _ heard: ScriptTestEvents
  ) async throws -> LuaError? {
    let engine = try await office.engine("test", heard.add)
    let host = try await ScriptHost(
      testing: library, engine: engine,
      files: FileAccess(workingFolder: office.folder, scriptFolder: folder, named: []),
      modules: ModuleFolders([folder]), scriptName: script.path, emit: heard.add)
    let report = await host.run(Script(name: script.path, source: script.source))
    _ = await engine.finish(report.error == nil ? .done : .failed, exitStatus: 0)
    return report.error
  }
}
