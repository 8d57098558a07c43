import Foundation

/// Three people, a server that knows them, and profiles for some of them: where the scripts that come
/// along are tried.
enum ScriptOffice {
  /// Where a script that comes along is.
  static func path(_ name: String) -> String {
    Program.repository.appendingPathComponent("scripts/lua/\(name)").path
  }

  /// Runs commands of a shell while an emulator serves the three, with `SENDAS_BASE_URL` in `$URL`.
  ///
  /// - Parameters:
  ///   - program: The program.
  ///   - missing: The profiles that do not exist.
  ///   - options: More options of the emulator.
  ///   - commands: The commands; the last one's status is the outcome's.
  /// - Returns: What the commands came to.
  /// - Throws: Where a file cannot be written or a shell cannot be started.
  static func run(
    _ program: Program, without missing: [String] = [], emulator options: String = "",
    _ commands: String
  ) async throws -> Program.Outcome {
    try program.write(world, to: "world.json")
    let forget = missing.map { "sed -i '/^\\[profiles.\"\($0)\"\\]/,/^$/d' people/config.toml" }
    return try await program.run(
      "/bin/sh",
      [
        "-c",
        """
        "$SENDAS" emulator --world world.json --config-dir people \(options) > url &
        emulator=$!
        while [ ! -s url ]; do :; done
        \(forget.joined(separator: "\n"))
        export SENDAS_CONFIG_DIR=people URL=$(cat url)
        \(commands)
        status=$?
        kill -INT $emulator
        wait $emulator
        exit $status
        """,
      ])
  }

  private static let world = """
    {"organization":{"name":"X"},
     "users":[
      {"email":"ada@x.test","first_name":"A","last_name":"A","api_key":"key-of-ada","role":"admin"},
      {"email":"ben@x.test","first_name":"B","last_name":"B","api_key":"key-of-ben","role":"user"},
      {"email":"cy@x.test","first_name":"C","last_name":"C","api_key":"key-of-cy","role":"user"}],
     "associations":[
      {"allowing":"ada@x.test","allowed":"ben@x.test"},{"allowing":"ben@x.test","allowed":"cy@x.test"},
      {"allowing":"cy@x.test","allowed":"ben@x.test"}]}
    """
}
