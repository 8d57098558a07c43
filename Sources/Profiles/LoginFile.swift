import CloseAPI
import Foundation

/// The tokens of somebody who has logged in, in a file of their own.
struct LoginFile: Sendable {
  /// What is kept.
  struct Login: Sendable, Equatable {
    var tokens: OAuthTokens
    /// When the access token ends.
    var end: Date
    /// The server that gave the tokens, by scheme, host and port; they go to no other.
    var server: String
    /// The app that was given them.
    var clientID: String

    /// Whether the access token will outlast a request: a part of its life has to be left.
    func isGood(at now: Date) -> Bool {
      let lifetime = Double(tokens.lifetime.components.seconds)
      return now.addingTimeInterval(min(300, lifetime / 4)) < end
    }
  }

  let path: String
  /// The profile's name, for messages.
  let profile: String

  private static let limit = 64 << 10
  private static let version: Int64 = 1

  /// What programs take turns by: a file beside it, because it is itself replaced by each writer.
  var lock: String { folder + "/." + name + ".lock" }

  private var folder: String { (path as NSString).deletingLastPathComponent }
  private var name: String { (path as NSString).lastPathComponent }

  /// Makes the folder, where it is missing.
  func makeFolder() throws(ProfileError) { try PrivateFolder(path: folder).make() }

  func read() throws(ProfileError) -> Login {
    let remedy = "Log in: sendas profiles login \(ShellWord.quoted(profile))"
    let bytes: [UInt8]
    do {
      bytes = try PrivateFile.read(path, limit: Self.limit)
    } catch {
      if case .missing = error {
        throw ProfileError(
          .noCredential, "Nobody has logged in as profile '\(profile)' yet. \(remedy)")
      }
      throw ProfileError(
        .noCredential,
        KeyFile.explain(
          error, "The login \(path) of profile '\(profile)'", path: path, setting: "oauth"))
    }
    guard let json = try? JSONValue(parsing: bytes), json["version"]?.integerValue == Self.version,
      let access = json["access_token"]?.stringValue, let end = json["ends"]?.doubleValue,
      let lifetime = json["lifetime"]?.doubleValue, let server = json["server"]?.stringValue,
      let clientID = json["client_id"]?.stringValue
    else {
      throw ProfileError(
        .noCredential, "The login \(path) of profile '\(profile)' cannot be read. \(remedy)")
    }
    let tokens = OAuthTokens(
      accessToken: access, refreshToken: json["refresh_token"]?.stringValue,
      lifetime: .seconds(lifetime), userID: json["user_id"]?.stringValue.map { UserID($0) },
      organizationID: json["organization_id"]?.stringValue.map { OrganizationID($0) })
    return Login(
      tokens: tokens, end: Date(timeIntervalSince1970: end), server: server, clientID: clientID)
  }

  /// Puts a login in the place of the last, whole or not at all.
  func write(_ login: Login) throws(ProfileError) {
    let lifetime = login.tokens.lifetime
    var members: [(String, JSONValue)] = [
      ("version", .integer(Self.version)), ("server", .string(login.server)),
      ("client_id", .string(login.clientID)),
      ("access_token", .string(login.tokens.accessToken)),
      ("ends", .number(login.end.timeIntervalSince1970)),
      ("lifetime", .integer(lifetime.components.seconds)),
    ]
    let others = [
      ("refresh_token", login.tokens.refreshToken), ("user_id", login.tokens.userID?.rawValue),
      ("organization_id", login.tokens.organizationID?.rawValue),
    ]
    for case (let key, let value?) in others { members.append((key, .string(value))) }
    try PrivateFolder(path: folder).write(
      JSONValue.object(members).prettyDescription + "\n", to: name)
  }
}
