import ArgumentParser

/// Rules that a person lifts for one run.
struct AllowOptions: ParsableArguments {
  @Flag(help: "Let a prune, a plan or an undo take back more than 30 % of a person's permissions.")
  var allowLargeRevoke = false

  @Flag(help: "Change permissions of people whom the configuration protects.")
  var allowProtected = false

  @Flag(help: "Go on although another run of this machine changes the organization.")
  var allowOverlap = false
}
