import ArgumentParser
import CloseAPI
import Runs

/// `sendas grant`: lets somebody send as the one who acts.
struct GrantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grant",
    abstract: "Let somebody send email as me. Granting twice is not an error.",
    discussion: """
      Examples:
        sendas grant --emulator grace@acme.test
        sendas grant --profile alice bob@example.com
      """)

  @OptionGroup var options: OneLinerOptions
  @OptionGroup(title: "Safety") var safety: ChangeOptions

  @Argument(help: "The person's email or user id.")
  var who: String

  func run() async throws {
    try await OneLiner.run("grant", [who], options, safety.guardrails) { [who] line in
      let user = try await line.userID(who)
      guard case .granted(let association, let isNew) = try await line.perform(.grant(user))
      else { return Table(columns: [], rows: []) }
      Terminal.error(isNew ? "granted" : "already there")
      return try await line.table(of: [association])
    }
  }
}

/// `sendas revoke`: takes a permission back.
struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Take back somebody's permission to send email as me.",
    discussion: """
      Examples:
        sendas revoke --emulator grace@acme.test
        sendas revoke --profile alice sdas_3KlXHOKx4afZ19TfpxMISa
      """)

  @OptionGroup var options: OneLinerOptions
  @OptionGroup(title: "Safety") var safety: ChangeOptions

  @Argument(help: "The person's email or user id, or the association's id.")
  var who: String

  func run() async throws {
    let isAssociation = who.hasPrefix("sdas_") && !who.contains("@")
    try await OneLiner.run("revoke", [who], options, safety.guardrails) { [who] line in
      let revocation: Runs.Operation.Revocation =
        isAssociation
        ? .association(AssociationID(rawValue: who)) : .person(try await line.userID(who))
      let outcome: Outcome
      do { outcome = try await line.perform(.revoke(revocation)) } catch let error as RunError
        where error.kind == .wrongIdentity
      {
        throw await line.othersAssociation(who)
      }
      guard case .revoked(let was) = outcome else { return Table(columns: [], rows: []) }
      if isAssociation, !was { Terminal.error(line.noAssociation(who, "revoke")) }
      return Table(
        columns: ["who", "result"], rows: [[who, was ? "revoked" : "nothing to revoke"]])
    }
  }
}

/// `sendas bulk`: many at once.
struct BulkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulk",
    abstract: "Allow and disallow many people in one request.",
    discussion: """
      Prints all associations that hold afterwards.

      Example:
        sendas bulk --emulator --allow grace@acme.test --disallow bob@acme.test
      """)

  @OptionGroup var options: OneLinerOptions
  @OptionGroup(title: "Safety") var safety: ChangeOptions

  @Option(help: ArgumentHelp("The most permissions that it may take back.", valueName: "n"))
  var maxRevokes = 100

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("People who may send as me.", valueName: "who"))
  var allow: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("People who may no longer send as me.", valueName: "who"))
  var disallow: [String] = []

  func validate() throws {
    if allow.isEmpty, disallow.isEmpty {
      throw ValidationError("Name people with --allow, --disallow, or both.")
    }
    if maxRevokes < 0 { throw ValidationError("--max-revokes takes a number from 0") }
  }

  func run() async throws {
    let words = allow.map { "+\($0)" } + disallow.map { "-\($0)" }
    var guardrails = safety.guardrails
    guardrails.maxRevokes = maxRevokes
    try await OneLiner.run("bulk", words, options, guardrails) { [allow, disallow] line in
      var allowed: [UserID] = []
      var disallowed: [UserID] = []
      for word in allow { allowed.append(try await line.userID(word)) }
      for word in disallow { disallowed.append(try await line.userID(word)) }
      try Self.refuse(allowed, and: disallowed, named: allow)
      let change = try BulkChange(allowed: allowed, disallowed: disallowed)
      guard
        case .replaced(let all, let granted, let revoked) = try await line.perform(.bulk(change))
      else { return Table(columns: [], rows: []) }
      Terminal.error("granted \(granted.count), revoked \(revoked.count)")
      return try await line.table(of: all)
    }
  }

  /// Close does not say which side would win.
  private static func refuse(
    _ allowed: [UserID], and disallowed: [UserID], named words: [String]
  ) throws(Failure) {
    let both = zip(allowed, words).filter { disallowed.contains($0.0) }.map(\.1)
    guard !both.isEmpty else { return }
    throw Failure(
      .usage,
      "\(both.joined(separator: ", ")): the same person cannot be both allowed and disallowed; name"
        + " each person on one side only")
  }
}
