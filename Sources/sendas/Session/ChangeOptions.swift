import ArgumentParser

/// What a one-line change may be told of the guardrails; the others make no sense for it.
struct ChangeOptions: ParsableArguments {
  @Flag(help: "Change permissions of people whom the configuration protects.")
  var allowProtected = false

  @Flag(help: "Go on although another run of this machine changes the organization.")
  var allowOverlap = false

  @Option(help: ArgumentHelp("Why it is done, for the journal.", valueName: "text"))
  var reason: String?

  /// The guardrails that they come to.
  var guardrails: GuardrailOptions {
    var options = GuardrailOptions.none
    (options.allow.allowProtected, options.allow.allowOverlap) = (allowProtected, allowOverlap)
    options.reason = reason
    return options
  }
}
