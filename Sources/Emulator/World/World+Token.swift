extension World {
  /// A token that an OAuth app was given: part of a world, so that it outlives the program.
  ///
  /// Only the emulator accepts it, yet no description shows it.
  public struct Token: Sendable, Hashable {
    /// What the app presents.
    let text: String
    /// The id of the app.
    let client: String
    /// For whom the app acts.
    let userID: String
    /// What the app may do.
    let scope: String
    /// When an access token ends, in seconds since 1970; nil for a refresh token, which does not.
    let end: Double?
  }
}

extension World.Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private var kind: String { end == nil ? "refresh token" : "access token" }
  /// What it is and for whom, without the token.
  public var description: String { "Token(\(kind) of \(client) for \(userID))" }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// A mirror without the token.
  public var customMirror: Mirror {
    Mirror(self, children: ["kind": kind, "client": client, "userID": userID])
  }
}

extension World.Token {
  static let keys = ["token", "client_id", "user_id", "scope", "expires"]

  init(_ token: JSONReader) throws(EmulatorError) {
    self.init(
      text: try token.text("token"), client: try token.text("client_id"),
      userID: try token.text("user_id"), scope: try token.text("scope"),
      end: try token.optionalNumber("expires"))
  }

  var document: JSONValue {
    var members: [JSONValue.Member] = [
      .init(key: "token", value: .string(text)), .init(key: "client_id", value: .string(client)),
      .init(key: "user_id", value: .string(userID)), .init(key: "scope", value: .string(scope)),
    ]
    if let end { members.append(.init(key: "expires", value: .number(end))) }
    return .object(members)
  }
}
