import ArgumentParser

/// `sendas runs`: what was done.
struct RunsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs in the journal, newest first; or show one.",
    discussion: """
      Examples:
        sendas runs
        sendas runs show last
        sendas runs show 20261123-14 --format json
        sendas runs report last --html report.html
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsReportCommand.self, RunsPruneCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}
