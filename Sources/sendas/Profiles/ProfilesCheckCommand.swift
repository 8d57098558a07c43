import ArgumentParser
import Foundation
import Profiles

/// `sendas profiles check`: whose the credentials are, as Close says.
struct ProfilesCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Ask Close whose each credential is, and bind profiles to their people.",
    discussion: """
      All are asked at the same time. What the configuration does not say yet is written into it: \
      email, user id and organization. Somebody else's key, a key that is not accepted, and two \
      profiles of one person are problems; the exit status is then 4, 78 for the last.

      Examples:
        sendas profiles check
        sendas profiles check alice bob@example.com --format json
      """)

  @Option(help: "How data appears on standard output: table, csv or json.")
  var format = DataFormat.table

  @Argument(
    help: "Profiles, or emails or user ids, also of people without a profile; without any: all.",
    completion: .profileNames)
  var who: [String] = []

  func run() async throws {
    try await ProfileOffice.use { office in
      let (profiles, strangers) = try office.find(who)
      var checks = await office.store.check(profiles) { try office.transport(for: $0) }
      if !strangers.isEmpty {
        checks += try await office.store.check(
          strangers: strangers, over: try office.transport(for: nil))
      }
      for name in try await office.store.bind(checks) {
        Terminal.error("\(name) is bound to its person in \(office.store.configurationFile)")
      }
      Terminal.output(table(of: checks).text(format))
      let failures = checks.compactMap { check -> Failure? in
        guard case .failure(let error) = check.result else { return nil }
        let failure = Failure(error)
        Terminal.error("\(check.profile.name): \(failure.message)")
        return failure
      }
      let worst = failures.first { $0.status == .noCredential } ?? failures.first
      if let worst { throw ExitCode(worst.status.rawValue) }
    }
  }

  private func table(of checks: [ProfileCheck]) -> Table {
    let rows = checks.map { check in
      let (profile, person) = (check.profile, check.person)
      var problem = ""
      if case .failure(let error) = check.result { problem = Failure(error).message }
      return [
        profile.name, person == nil ? "unusable" : "ok", person?.email ?? profile.email ?? "",
        person?.organizationName ?? person?.organizationID ?? "", profile.source.summary,
        person?.userID ?? profile.userID ?? "",
        person?.organizationID ?? profile.organizationID ?? "", problem,
      ]
    }
    let columns = [
      "profile", "state", "email", "organization", "source", "user_id", "organization_id",
      "problem",
    ]
    return Table(columns: columns, rows: rows, readable: 5)
  }
}
