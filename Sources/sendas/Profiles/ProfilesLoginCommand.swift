import ArgumentParser
import Foundation
import Profiles

/// `sendas profiles login`: a person by OAuth.
struct ProfilesLoginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Let a person log in by OAuth instead of handing over a key.",
    discussion: """
      Prints a page of Close. The person opens it in any browser, allows the app, and ends at the \
      app's own address, which need not exist: what counts is the address itself. It, or the code in \
      it, is pasted at a prompt that does not show it, or comes from standard input. The tokens are \
      kept in logins/NAME of the configuration folder and renewed while they are used.

      The app is named in the configuration:
        [oauth]
        client_id = "oa2client_…"
        redirect_uri = "https://example.com/sendas"
        client_secret_file = "client-secret"     # or client_secret_command = ["pass", "show", "…"]

      Examples:
        sendas profiles login alice
        sendas profiles login --email alice@example.com alice
      """)

  @Option(
    help: ArgumentHelp("Refuse the login unless it is this person's.", valueName: "who@example.com")
  )
  var email: String?

  @Argument(help: "The profile's name.", completion: .profileNames)
  var name: String

  func run() async throws {
    try await ProfileOffice.use { office in
      let transport = try office.transport(for: office.store.profile(named: name))
      let login = try await office.store.beginLogin(name, over: transport)
      Terminal.error("Let \(name) open this page, allow the app, and copy the address they end at:")
      Terminal.output(login.page)
      let pasted = try SecretPrompt(
        question: "The address, or its code (not shown): ", what: "the address"
      ).answer()
      let person = try await office.store.finish(login, with: pasted, email: email, over: transport)
      Terminal.error("\(name) acts as \(person.description) and is logged in")
    }
  }
}
