import Foundation
import Testing

/// Stands in for systemd, which needs a machine of its own: reads a unit and does what the settings
/// that our guides use ask for.
struct UnitFile {
  private var settings: [(section: String, name: String, value: String)] = []

  init(_ text: String) throws {
    var section = ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if let head = line.wholeMatch(of: /\[(\w+)\]/) {
        section = String(head.output.1)
        continue
      }
      let setting = try #require(line.wholeMatch(of: /(\w+)=(.*)/), "\(line)")
      settings.append((section, String(setting.output.1), String(setting.output.2)))
    }
  }

  subscript(section: String, name: String) -> String? {
    settings.first { $0.section == section && $0.name == name }?.value
  }

  /// The service's command with its environment, after its credentials and folders were made.
  ///
  /// - Parameters:
  ///   - program: In whose folder the root of the machine lies, under `root`.
  ///   - map: Says where a path of the machine is there.
  /// - Returns: A command for the shell.
  /// - Throws: Where a file that the unit names is not there.
  func command(in program: Program, map: (String) -> String) throws -> String {
    let known = [
      "Type", "DynamicUser", "LoadCredential", "StateDirectory", "Environment", "WorkingDirectory",
      "ExecStart",
    ]
    var variables: [String] = []
    for setting in settings where setting.section == "Service" {
      #expect(
        known.contains(setting.name), "the stand-in for systemd does not know \(setting.name)")
      switch setting.name {
      case "LoadCredential":
        let parts = setting.value.split(separator: ":").map(String.init)
        // systemd lets the service read it, and nobody write it.
        try program.write(
          program.read("root" + parts[1]), to: "credentials/\(parts[0])", permissions: 0o400)
        variables.append("CREDENTIALS_DIRECTORY=\(program.folder.path)/credentials")
      case "StateDirectory": try makeState(setting.value, program)
      case "Environment":
        variables += setting.value.replacing("%S", with: "/var/lib").split(separator: " ")
          .map { map(String($0)) }
      default: break
      }
    }
    let folder = map(try #require(self["Service", "WorkingDirectory"]) + "/")
    let command = map(try #require(self["Service", "ExecStart"]))
    return "cd \(folder) && env \(variables.joined(separator: " ")) \(command)"
  }

  /// With a dynamic user the folder is a link to a private one.
  private func makeState(_ name: String, _ program: Program) throws {
    let state = program.folder.path + "/root/var/lib"
    try FileManager.default.createDirectory(
      atPath: state + "/private/" + name, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    if self["Service", "DynamicUser"] == "yes" {
      try FileManager.default.createSymbolicLink(
        atPath: "\(state)/\(name)", withDestinationPath: "private/\(name)")
    }
  }
}
