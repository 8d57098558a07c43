import Foundation
import Profiles

// The configuration, and where the keys are.
extension Surroundings {
  func people() -> [Finding] {
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
}
