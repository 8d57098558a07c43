/// What `config.toml` says.
struct Configuration: Sendable, Equatable {
  var defaultName: String?
  var protectedPeople: [String] = []
  /// In the order of their names.
  var profiles: [Profile] = []
}
