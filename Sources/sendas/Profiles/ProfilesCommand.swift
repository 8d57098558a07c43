import ArgumentParser

/// `sendas profiles`: the people who can act here.
struct ProfilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "List the people who can act here, and add, prove, remove them or log them in.",
    discussion: """
      A profile is the name under which a person's credential is configured. Only that person can \
      grant or revoke in their name, so each needs one; a profile is bound to the person whom Close \
      says its credential belongs to.

      Examples:
        sendas profiles
        sendas profiles add alice
        sendas profiles check
        sendas profiles login bob
        sendas profiles remove alice
      """,
    subcommands: [
      ProfilesListCommand.self, ProfilesAddCommand.self, ProfilesCheckCommand.self,
      ProfilesRemoveCommand.self, ProfilesLoginCommand.self,
    ],
    defaultSubcommand: ProfilesListCommand.self)
}
