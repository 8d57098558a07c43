import ArgumentParser
import Foundation
import Lua

/// The program: who may send email as whom in Close, by script.
@main
struct Sendas: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sendas",
    abstract: "Script who may send email as whom in Close.",
    discussion: """
      Every command works without an account when --emulator is given: it then acts in 'Acme', \
      a small organization inside this program.

      Examples:
        sendas run --emulator onboard.lua onboard.csv
        sendas list --emulator
        sendas repl --emulator
        sendas runs show last

      Completion in your shell (make the folder where it is missing):
        sendas --generate-completion-script bash \\
          > ~/.local/share/bash-completion/completions/sendas
        sendas --generate-completion-script zsh > ~/.zfunc/_sendas
        sendas --generate-completion-script fish \\
          > ~/.config/fish/completions/sendas.fish

      Exit status:
        0    done
        1    the script failed
        2    there are changes (plan --exit-code)
        3    done, but some items failed
        4    no usable credential
        5    refused before anything was sent
        6    the deadline has passed; the run can be resumed
        7    the outcome of a change stayed unknown
        64   usage
        66   an input file is missing or unreadable
        69   no usable answer from the server
        74   the journal or an output cannot be written
        75   another run changes the organization, or a port or file is in use
        78   configuration
        124  stopped by a limit on time or memory
        129, 130, 143  interrupted by a signal
      """,
    version: "sendas 0.1.0, with \(LuaProbe.Library.loaded.release)",
    subcommands: [
      RunCommand.self, PlanCommand.self, ApplyCommand.self, ResumeCommand.self, RetryCommand.self,
      UndoCommand.self, RunsCommand.self, MeCommand.self, ListCommand.self, GetCommand.self,
      GrantCommand.self, RevokeCommand.self, BulkCommand.self, SyncCommand.self,
      ProfilesCommand.self, CheckCommand.self, ReplCommand.self, EmulatorCommand.self,
      DoctorCommand.self, InitCommand.self, TestCommand.self,
    ])

  static func main() async {
    // A reader that has gone away is an error of one write, not the end of a run.
    signal(SIGPIPE, SIG_IGN)
    CoreDumps.forbid()
    do {
      try CommandWords(words: Array(CommandLine.arguments.dropFirst())).check()
      var command = try parseAsRoot()
      if var asyncCommand = command as? any AsyncParsableCommand {
        try await asyncCommand.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      Terminal.error("sendas: \(failure.message)")
      exit(withError: ExitCode(failure.status.rawValue))
    } catch {
      end(error)
    }
  }
}
