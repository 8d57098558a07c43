/// Everything that a script can call, in the order in which the reference lists it.
public enum LibraryCatalog {
  /// All functions.
  public static let functions: [LibraryFunction] =
    sendAs + people + organization + close + batch + tasks + csv + files + json + script + log
    + global

  /// The function of that full name, as `sendas.grant`.
  public static func function(_ name: String) -> LibraryFunction? {
    functions.first { $0.name == name }
  }

  /// What every function that asks Close may raise.
  static let commonErrors = [
    "unauthorized", "no_credential", "connection", "timeout", "unavailable",
  ]

  /// The functions that `sendas.as` binds to an identity.
  static let bindable = sendAs.filter { !unbound.contains($0.name) }
  private static let unbound: Set = ["sendas.as", "sendas.identities", "sendas.preflight"]
}
