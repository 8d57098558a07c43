// The app by which people log in, and what profiles have to do with each other.
extension ConfigurationReader {
  func oauth() throws(ProfileError) -> OAuthSettings? {
    guard let value = document.root["oauth"] else { return nil }
    let path = ["oauth"]
    guard case .table(let table) = value else {
      throw wrongType(value, at: path, "a table, as in [oauth]")
    }
    if table["client_secret"] != nil {
      throw document.error(
        at: path + ["client_secret"],
        "a secret does not belong in the configuration. Put it into a file of its own, private "
          + "to you (chmod 600), and name that file in client_secret_file.")
    }
    let secrets = ["client_secret_file", "client_secret_command"]
    try refuseUnknown(in: table, at: path, known: ["client_id", "redirect_uri"] + secrets)
    if table[secrets[0]] != nil, table[secrets[1]] != nil {
      throw document.error(
        at: path + [secrets[1]],
        "[oauth] names two sources of its secret, \(secrets[0]) and "
          + "\(secrets[1]). Keep one.")
    }
    let secret: OAuthSettings.Secret
    if let file = try text(in: table, secrets[0], at: path) {
      secret = .file(expand(file))
    } else if let command = try words(in: table, secrets[1], at: path), !command.isEmpty {
      secret = .command(command)
    } else {
      throw document.error(
        at: path,
        "[oauth] names no source of the app's secret. Add \(secrets[0]) or "
          + "\(secrets[1]).")
    }
    return OAuthSettings(
      clientID: try required("client_id", in: table, at: path), redirectURI: try redirect(table),
      secret: secret)
  }

  private func redirect(_ table: [String: ConfigurationValue]) throws(ProfileError) -> String {
    let address = try required("redirect_uri", in: table, at: ["oauth"])
    guard address.hasPrefix("https://") else {
      throw document.error(
        at: ["oauth", "redirect_uri"],
        "redirect_uri has to begin with https://, because Close takes no other. It is the address "
          + "that the app is registered with.")
    }
    return address
  }

  private func required(
    _ key: String, in table: [String: ConfigurationValue], at path: [String]
  ) throws(ProfileError) -> String {
    if let text = try text(in: table, key, at: path) { return text }
    throw document.error(
      at: path, "\(key) is missing in [oauth]. Close shows it where the app was made.")
  }

  /// One person in one organisation has one profile: with two, nobody could tell which of them acts.
  func refuseTwins(_ profiles: [Profile]) throws(ProfileError) {
    var seen: [[String]: Profile] = [:]
    for profile in profiles {
      guard let user = profile.userID, let organization = profile.organizationID else { continue }
      let key = [user, organization, profile.baseURL ?? ""]
      if let twin = seen[key] {
        throw document.error(
          at: ["profiles", profile.name, "user_id"],
          ProfileStore.twins(twin.name, profile.name, profile.email ?? user))
      }
      seen[key] = profile
    }
  }

  func refuseLogins(_ configuration: Configuration) throws(ProfileError) {
    guard configuration.oauth == nil else { return }
    for profile in configuration.profiles {
      guard case .login = profile.source else { continue }
      throw document.error(
        at: ["profiles", profile.name, "oauth"],
        "profile '\(profile.name)' is a login, and no app to log in by is configured. Add [oauth] "
          + "with client_id, redirect_uri and client_secret_file.")
    }
  }
}
