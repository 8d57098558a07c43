import ArgumentParser

/// `sendas init`: a folder to start in.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a folder to start in: an example, and what editors need.",
    discussion: """
      Writes an example script with its CSV, a .gitignore, and what lua-language-server and \
      luacheck need to know the library, with a reference page. What is there already is kept.

      Examples:
        sendas init scripts
        sendas init --refresh          # after an update of sendas
      """)

  @Flag(help: "Write the files anew that are made from the library; the rest is kept all the same.")
  var refresh = false

  @Argument(help: "The folder; it is made where it is not there.", completion: .directory)
  var folder = "."

  func run() async throws {
    let report = try StarterFolder(folder: folder).write(refresh: refresh)
    for path in report.written { Terminal.output(shown(path)) }
    for path in report.kept { Terminal.error("\(shown(path)) is there already and was kept") }
    for path in report.stale {
      Terminal.error("\(shown(path)) differs from what this program writes; --refresh replaces it")
    }
    let start = folder == "." ? "" : "cd \(folder) && "
    Terminal.error("Try it: \(start)sendas run --emulator grant_team.lua team.csv")
  }

  private func shown(_ path: String) -> String {
    folder == "." ? path : folder + (folder.hasSuffix("/") ? "" : "/") + path
  }
}
