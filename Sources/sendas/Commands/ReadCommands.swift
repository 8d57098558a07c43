import ArgumentParser
import CloseAPI
import Runs

/// `sendas me`: who the commands act as.
struct MeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "me",
    abstract: "Show who the commands act as.",
    discussion: """
      Examples:
        sendas me --emulator
        sendas me --profile alice --format json
      """)

  @OptionGroup var options: OneLinerOptions

  func run() async throws {
    try await OneLiner.run("me", [], options) { line in
      guard case .me(let me) = try await line.perform(.me) else {
        return Table(columns: [], rows: [])
      }
      return Table(
        columns: ["id", "email", "first_name", "last_name", "organization_id"],
        rows: [
          [
            me.id.rawValue, me.email, me.firstName, me.lastName,
            line.identity.organization.rawValue,
          ]
        ])
    }
  }
}

/// `sendas list`: the associations of the one who acts.
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List associations: who may send as me, or as whom I may send.",
    discussion: """
      Without options: those where I allow. One of the two people must be me.

      Examples:
        sendas list --emulator
        sendas list --emulator --allowed alice@acme.test
        sendas list --profile alice --format csv > alice.csv
      """)

  @OptionGroup var options: OneLinerOptions

  @Option(help: ArgumentHelp("Only where this person allows.", valueName: "who"))
  var allowing: String?

  @Option(help: ArgumentHelp("Only where this person may send.", valueName: "who"))
  var allowed: String?

  func run() async throws {
    let words = [allowing, allowed].compactMap { $0 }
    try await OneLiner.run("list", words, options) { [allowing, allowed] line in
      var allowingID: UserID?
      var allowedID: UserID?
      if let allowing { allowingID = try await line.userID(allowing) }
      if let allowed { allowedID = try await line.userID(allowed) }
      let outcome: Outcome
      do {
        outcome = try await line.perform(.list(allowing: allowingID, allowed: allowedID))
      } catch let error as RunError where error.kind == .wrongIdentity {
        // The error's own words are for those who write a script.
        let option = allowing == nil ? "--allowed" : "--allowing"
        let other = allowing ?? allowed ?? ""
        throw Failure(
          .refused,
          "Close shows associations only to those who are part of them. To see these, act as that"
            + " person, for which a credential of theirs is needed: sendas list --profile \(other)"
            + " \(option) \(other)")
      }
      guard case .associations(let associations) = outcome else {
        return Table(columns: [], rows: [])
      }
      return try await line.table(of: associations)
    }
  }
}

/// `sendas get`: one association.
struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Show one association.",
    discussion: """
      Example:
        sendas get --emulator sdas_3KlXHOKx4afZ19TfpxMISa
      """)

  @OptionGroup var options: OneLinerOptions

  @Argument(help: "The association's id.")
  var id: String

  func run() async throws {
    try await OneLiner.run("get", [id], options) { [id] line in
      let outcome: Outcome
      do { outcome = try await line.perform(.get(AssociationID(rawValue: id))) } catch let error
        as CloseError where error.kind == .notFound
      {
        throw Failure(.scriptFailed, line.noAssociation(id, "get"))
      }
      guard case .association(let association) = outcome
      else { return Table(columns: [], rows: []) }
      return try await line.table(of: [association])
    }
  }
}
