import ArgumentParser
import Foundation
import Profiles

/// `sendas profiles list`: who is configured, and where each credential comes from.
struct ProfilesListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the profiles, whom they are bound to, and where their credentials come from.",
    discussion: """
      Nobody is asked: what is not known yet, 'sendas profiles check' finds out.

      Examples:
        sendas profiles list
        sendas profiles list --format csv
      """)

  @Option(help: "How data appears on standard output: table, csv or json.")
  var format = DataFormat.table

  func run() async throws {
    try await ProfileOffice.use { office in
      var rows: [[String]] = []
      let people = await office.store.knownPeople.everybody
      for profile in office.everybody { rows.append(row(profile, people[profile.name], office)) }
      let handedOver = try office.store.handedOver()
      if let source = office.store.strangerSources.last {
        rows += handedOver.map {
          [$0, $0.contains("@") ? $0 : "", "", source.summary, "", "", "", ""]
        }
      }
      let columns = [
        "profile", "email", "organization", "source", "default", "user_id", "organization_id",
        "base_url",
      ]
      Terminal.output(Table(columns: columns, rows: rows, readable: 5).text(format))
      say(office.store, isEmpty: rows.isEmpty)
    }
  }

  private func row(
    _ profile: Profile, _ known: KnownPerson?, _ office: ProfileOffice
  ) -> [String] {
    // What is remembered counts only as far as the configuration does not say otherwise.
    let isSame = known.map { profile.userID == nil || profile.userID == $0.userID } ?? false
    let person = isSame ? known : nil
    let organizationID = profile.organizationID ?? person?.organizationID ?? ""
    let name = person?.organizationID == organizationID ? person?.organizationName : nil
    return [
      profile.name, profile.email ?? person?.email ?? "", name ?? organizationID,
      profile.source.summary, office.store.defaultName == profile.name ? "yes" : "",
      profile.userID ?? person?.userID ?? "", organizationID, profile.baseURL ?? "",
    ]
  }

  private func say(_ store: ProfileStore, isEmpty: Bool) {
    let sources = store.strangerSources.map { "the \($0.summary)" }
    if !sources.isEmpty {
      let rest = sources.dropFirst().map { ", then \($0)" }.joined()
      Terminal.error("for people without a profile \(sources[0]) is asked\(rest)")
    } else if isEmpty {
      Terminal.error(
        "no profile in \(store.configurationFile); add one: sendas profiles add NAME")
    }
  }
}
