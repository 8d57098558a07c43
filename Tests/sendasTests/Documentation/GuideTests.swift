import Emulator
import Foundation
import Testing

/// The guides, followed word by word.
///
/// A block with a file's name is that file. In a block of the console the lines that begin with `$ `
/// are given to a shell, and the others are what it then prints. A crontab's lines are executed as
/// cron does it. Without `--emulator` the program talks to a server where the key of alice@acme.test is
/// `key-of-alice`, which also lies in `acme/keys/alice`.
struct GuideTests {
  @Test(
    arguments: DocumentationPage.all.filter { page in
      page.blocks.contains { $0.file != nil || $0.language == "console" }
    })
  func `what a guide shows is what happens`(_ page: DocumentationPage) async throws {
    let world = try Self.world()
    let emulator = CloseEmulator(world: world)
    let server = try await emulator.start()
    do {
      try await Program.use(variables: ["SENDAS_BASE_URL": server]) { program in
        for person in world.users {
          let name = person.email.prefix { $0 != "@" }
          try program.write(person.apiKey, to: "acme/keys/\(name)", permissions: 0o600)
        }
        try await GuideReader(program: program, server: server).follow(page)
      }
    } catch {
      await emulator.stop()
      throw error
    }
    await emulator.stop()
  }

  @Test(arguments: DocumentationPage.all)
  func `every block of code is one that a test follows`(_ page: DocumentationPage) {
    for block in page.blocks where !block.isDrawing {
      #expect(
        block.file != nil || ["console", "crontab", "swift"].contains(block.language),
        "nobody follows this block: \(block.lines.first ?? "")")
    }
  }

  /// The people of Acme, with keys that a guide can write down.
  private static func world() throws -> World {
    try World(
      organization: World.acme.organization,
      users: World.acme.users.map { person in
        World.Person(
          email: person.email, firstName: person.firstName, lastName: person.lastName,
          apiKey: "key-of-\(person.email.prefix { $0 != "@" })", role: person.role,
          isInactive: person.isInactive)
      }, associations: [])
  }
}

/// Follows a page in the folder of a program; the machine's own folders lie below `root` there.
struct GuideReader {
  let program: Program
  let server: String

  func follow(_ page: DocumentationPage) async throws {
    for name in ["sendas", "sendas-bench"] {
      let path = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path + "/" + name
      for folder in ["bin", "root/usr/bin"] {
        try program.write(
          "#!/bin/sh\nexec \(path) \"$@\"\n", to: "\(folder)/\(name)", permissions: 0o755)
      }
    }
    try program.write("", to: "root/var/log/sendas.log")
    for block in page.blocks {
      if let file = block.file {
        let isKey = file.contains("keys")
        try program.write(
          block.lines.joined(separator: "\n") + "\n",
          to: file.hasPrefix("/") ? "root" + file : file, permissions: isKey ? 0o600 : nil)
      } else if block.language == "crontab" {
        try await cron(block.lines)
      } else if block.language == "console" {
        try await console(block.lines)
      }
    }
  }

  private func console(_ lines: [String]) async throws {
    var expected = lines[...]
    while let line = expected.popFirst() {
      let command = try #require(line.hasPrefix("$ ") ? String(line.dropFirst(2)) : nil)
      let count = expected.firstIndex { $0.hasPrefix("$ ") } ?? expected.endIndex
      let outcome = try await shell(try service(command) ?? command)
      #expect(
        outcome.output.split(separator: "\n").map(String.init) == Array(expected[..<count]),
        "\(command): \(outcome.error)")
      expected = expected[count...]
    }
  }

  private func shell(
    _ command: String, _ variables: [String: String] = [:]
  ) async throws -> Program.Outcome {
    try await program.run(
      "/bin/sh", ["-c", "PATH=$PWD/bin:$PATH; \(inRoot(command))"], variables)
  }

  /// The command with the machine's folders where the test has them.
  private func inRoot(_ text: String) -> String {
    text.replacing(/(^|[\s='"(:>])\/(etc|srv|var|usr)\//) { match in
      "\(match.output.1)\(program.folder.path)/root/\(match.output.2)/"
    }
  }

  /// Executes each line as cron does: with next to nothing in its environment, and in the home folder.
  private func cron(_ lines: [String]) async throws {
    var variables = ["HOME=\(program.folder.path)", "SENDAS_BASE_URL=\(server)"]
    for line in lines {
      if let setting = line.wholeMatch(of: /(\w+)=(.*)/) {
        variables.append("\(setting.output.1)='\(inRoot(String(setting.output.2)))'")
        continue
      }
      let job = try #require(line.wholeMatch(of: /(?:[\d*\/,-]+\s+){5}(.*)/))
      let words = inRoot(String(job.output.1)).replacing("'", with: "'\\''")
      let outcome = try await program.run(
        "/bin/sh",
        ["-c", "env -i PATH=/usr/bin:/bin \(variables.joined(separator: " ")) sh -c '\(words)'"])
      #expect(outcome.status == 0, "\(line): \(outcome.error)")
    }
  }

  /// What `systemctl start` or `enable` comes to, as a command for the shell.
  private func service(_ command: String) throws -> String? {
    guard
      let match = command.wholeMatch(
        of: /systemctl (start|enable --now) ([\w-]+)\.(service|timer)(.*)/)
    else { return nil }
    let unit = try UnitFile(
      program.read("root/etc/systemd/system/\(match.output.2).\(match.output.3)"))
    let name = String(match.output.2)
    guard match.output.3 == "service" else {
      // What a timer starts is the service of the same name.
      #expect(unit["Timer", "OnCalendar"] != nil)
      #expect(program.exists("root/etc/systemd/system/\(name).service"))
      return "true"
    }
    return try unit.command(in: program, map: inRoot) + match.output.4
  }
}
