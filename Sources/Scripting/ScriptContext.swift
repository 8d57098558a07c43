import CloseAPI
import Lua
import Runs

/// What library functions work with: the engine, the files they may touch, and those who listen.
struct ScriptContext: Sendable {
  let engine: RunEngine
  let files: FileAccess
  let emit: @Sendable (RunEvent) -> Void
  /// The functions bound to an identity by `sendas.as`, made once per identity.
  let bound = BoundFunctions()

  /// The id of the user that `word` names.
  ///
  /// - Throws: `RunError` of kind `unknownUser` for an email that nobody has.
  func userID(_ word: String, for identity: Identity) async throws -> UserID {
    if word.lowercased() == identity.me.email.lowercased() { return identity.id }
    // Ids are opaque, but all of Close's user ids begin like this, and no email does.
    if word.hasPrefix("user_"), !word.contains("@") { return UserID(rawValue: word) }
    return try await engine.knownPerson(word).id
  }
}
