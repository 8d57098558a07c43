import Foundation
import Journal
import Profiles

/// What the program needs around it; looked at without a key and without the network.
struct Surroundings {
  /// One thing that was looked at.
  struct Finding {
    /// Whether somebody has to do something.
    enum State: String {
      case fine = "ok"
      case note
      case problem
    }

    let state: State
    let what: String
    let words: String

    init(_ state: State, _ what: String, _ words: String) {
      (self.state, self.what, self.words) = (state, what, words)
    }
  }

  private let environment: [String: String]
  private let folders: (configuration: String, state: String)

  init(environment: [String: String]) {
    self.environment = environment
    folders = ProfileStore.folders(environment: environment)
  }

  func findings() -> [Finding] {
    people() + journal(in: folders.state) + [coreDumps, locale]
  }

  // MARK: The configuration and the keys

  private func people() -> [Finding] {
    let store: ProfileStore
    do {
      store = try ProfileStore(
        configurationFolder: folders.configuration, stateFolder: folders.state,
        environment: environment)
    } catch {
      return [Finding(.problem, "configuration", error.message)]
    }
    guard isThere(store.configurationFile) else {
      let words =
        hasKey
        ? "no \(store.configurationFile); the key in SENDAS_API_KEY is used"
        : "no \(store.configurationFile); commands need --emulator until there is one"
      return [Finding(.note, "configuration", words)]
    }
    let count = store.profiles.count
    var findings = [privacy(of: store.configurationFile, count)]
    for profile in store.profiles {
      findings.append(source(of: profile))
    }
    return findings
  }

  private var hasKey: Bool { !(environment["SENDAS_API_KEY"] ?? "").isEmpty }

  /// Readers of the configuration learn who can act, and its commands; writers could change them.
  private func privacy(of file: String, _ profiles: Int) -> Finding {
    let count = "\(profiles) profile\(profiles == 1 ? "" : "s")"
    guard let mode = mode(of: file) else {
      return Finding(.problem, "configuration", "\(file) cannot be looked at")
    }
    if mode & 0o022 != 0 {
      return Finding(
        .problem, "configuration",
        "others can change \(file), and with it the commands that fetch keys; run: chmod 600"
          + " \(file)")
    }
    let note = mode & 0o044 == 0 ? "" : "; others can read it, which shows no key"
    return Finding(.fine, "configuration", "\(file), \(count)\(note)")
  }

  private func source(of profile: Profile) -> Finding {
    let what = "profile \(profile.name)"
    switch profile.source {
    case .apiKeyFile(let path): return keyFile(path, what)
    case .apiKeyCommand(let words):
      let program = words.first ?? ""
      return isProgram(program)
        ? Finding(.fine, what, "its key comes from the command \(program), which was not run")
        : Finding(.problem, what, "there is no program '\(program)' to fetch its key")
    case .keyring(let name):
      return isProgram("secret-tool")
        ? Finding(.fine, what, "its key is the keyring's entry \(name), which was not asked for")
        : Finding(.problem, what, "the keyring needs secret-tool; install libsecret-tools")
    case .login(let path):
      return isThere(path)
        ? Finding(.fine, what, "it is the login \(path), which was not tried")
        : Finding(
          .problem, what, "nobody has logged in; run: sendas profiles login \(profile.name)")
    case .helper, .credentialsDirectory:
      return Finding(.fine, what, "its key comes from the \(profile.source.summary)")
    case .environmentVariable(let name):
      return (environment[name] ?? "").isEmpty
        ? Finding(.problem, what, "the environment variable \(name) is not set")
        : Finding(.fine, what, "its key is in the environment variable \(name)")
    }
  }

  /// As strict as the code that reads keys: a link could be pointed elsewhere, and what others can
  /// read is no secret.
  private func keyFile(_ path: String, _ what: String) -> Finding {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      return Finding(.problem, what, "its key file \(path) is not there, or out of reach")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return Finding(.problem, what, "its key file \(path) is a link or not a file at all")
    }
    let permissions = status.st_mode & 0o777
    let isOwn = status.st_uid == geteuid() && permissions & 0o077 == 0
    // An administrator may share a key with a group.
    guard isOwn || (status.st_uid == 0 && permissions & 0o037 == 0) else {
      return Finding(
        .problem, what,
        "its key file \(path) is not private (mode \(String(permissions, radix: 8))); run: chmod"
          + " 600 \(path)")
    }
    guard access(path, R_OK) == 0 else {
      return Finding(.problem, what, "its key file \(path) cannot be read by this user")
    }
    return Finding(.fine, what, "its key file \(path) is private")
  }

  // MARK: The state

  private func journal(in folder: String) -> [Finding] {
    var findings: [Finding] = []
    let trial = folder + "/doctor-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: trial) }
    do {
      // A journal of its own: the real one may be in use, and is not to be changed.
      _ = try RunJournal(file: trial + "/journal.sqlite")
      findings.append(Finding(.fine, "state folder", "\(folder) can be written"))
    } catch {
      return [Finding(.problem, "state folder", error.message)]
    }
    if let mode = mode(of: folder), mode & 0o077 != 0 {
      findings.append(
        Finding(.note, "state folder", "others can look into it; to end that: chmod 700 \(folder)"))
    }
    if let version = sqliteVersion(ofWriterOf: trial + "/journal.sqlite") {
      findings.append(Finding(.fine, "SQLite", version))
    }
    let file = folder + "/journal.sqlite"
    guard isThere(file) else {
      return findings + [Finding(.note, "journal", "none yet; the first run begins one")]
    }
    do {
      _ = try RunJournal(file: file)
      findings.append(Finding(.fine, "journal", "\(file) can be read and written"))
    } catch {
      findings.append(Finding(.problem, "journal", error.message))
    }
    return findings
  }

  /// SQLite's file format, 1.3: bytes 96 to 99 are the version of the library that wrote last, as
  /// 3040001 for 3.40.1.
  private func sqliteVersion(ofWriterOf file: String) -> String? {
    guard let header = FileManager.default.contents(atPath: file)?.prefix(100), header.count == 100
    else { return nil }
    let number = header.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    return "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)"
  }

  // MARK: The rest

  private var coreDumps: Finding {
    CoreDumps.areForbidden
      ? Finding(.fine, "core dumps", "a crash leaves no image of the memory, where keys are")
      : Finding(.problem, "core dumps", "this system does not let them be turned off")
  }

  private var locale: Finding {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let name = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
    let isUTF8 = name.uppercased().replacing("-", with: "").contains("UTF8")
    return isUTF8
      ? Finding(.fine, "locale", name)
      : Finding(.note, "locale", "\(name); output is UTF-8 whatever it says")
  }

  private func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  private func isProgram(_ name: String) -> Bool {
    if name.contains("/") {
      let path = name.hasPrefix("/") ? name : folders.configuration + "/" + name
      return access(path, X_OK) == 0
    }
    let places = (environment["PATH"] ?? "").split(separator: ":")
    return places.contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
