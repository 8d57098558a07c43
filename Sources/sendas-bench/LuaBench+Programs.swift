import Foundation

// Whole programs, as a person starts them.
extension LuaBench {
  /// Pure Lua under `sendas run` with all limits on, against the `lua5.4` program.
  ///
  /// A state collects incrementally unless told otherwise; that program tells its own to collect by
  /// generations, so it is told back. The programs take a second or two: the longer one is, the
  /// rarer is a run that nothing on the machine disturbs; and of nine there may be none.
  static func programs() async throws -> [Figure] {
    let lua = try Child.find("lua5.4")
    let sendas = try Child.folder + "/sendas"
    return try await inFolder { folder, environment in
      var figures: [Figure] = []
      for program in PureLua.all {
        let file = folder + "/\(program.name).lua"
        try program.source.write(toFile: file, atomically: true, encoding: .utf8)
        var outputs: Set<String> = []
        figures.append(
          try await Figure.ratio(
            "\(program.name), sendas run", against: "lua5.4, user CPU", rounds: 27, bound: 1.05,
            {
              let child = try await Child.run(
                sendas, ["run", file], environment: environment)
              outputs.insert(child.output)
              return child.userTime
            },
            {
              let words = ["-e", "collectgarbage('incremental')", file]
              let child = try await Child.run(lua, words)
              outputs.insert(child.output)
              return child.userTime
            }))
        guard outputs.count == 1 else {
          throw Child.Failure(description: "\(program.name) answers differently here and there")
        }
      }
      return figures
    }
  }

  /// An empty script, with a profile and with the emulator, against what Python takes to be ready
  /// for the same work.
  static func starts() async throws -> [Figure] {
    let sendas = try Child.folder + "/sendas"
    let python = try Child.find("python3")
    return try await inFolder { folder, environment in
      let file = folder + "/empty.lua"
      try "".write(toFile: file, atomically: true, encoding: .utf8)
      var figures: [Figure] = []
      for options in [[], ["--emulator"]] {
        figures.append(
          try await Figure.ratio(
            (["sendas run"] + options).joined(separator: " ") + ", an empty script",
            against: "python3 -c 'import json, urllib.request'",
            // Three times as fast.
            bound: options.isEmpty ? 1.0 / 3 : nil,
            {
              try await Child.run(sendas, ["run"] + options + [file], environment: environment).time
            },
            { try await Child.run(python, ["-c", "import json, urllib.request"]).time }))
      }
      return figures
    }
  }

  /// A folder with a configuration of its own, and the variables that point there.
  private static func inFolder(
    _ body: (String, [String: String]) async throws -> [Figure]
  ) async throws -> [Figure] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [
      // Nobody listens there, and nothing is asked for.
      "config.toml": """
      [profiles.nobody]
      api_key_file = "key"
      base_url = "http://127.0.0.1:9"
      """,
      "key": "no-key",
    ] {
      let path = folder.path + "/" + name
      guard
        FileManager.default.createFile(
          atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
      else { throw Child.Failure(description: "\(path) cannot be written") }
    }
    return try await body(
      folder.path,
      ["SENDAS_CONFIG_DIR": folder.path, "SENDAS_STATE_DIR": folder.path + "/state"])
  }
}
