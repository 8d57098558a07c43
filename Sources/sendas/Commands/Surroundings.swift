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

  let environment: [String: String]
  let folders: (configuration: String, state: String)

  init(environment: [String: String]) {
    self.environment = environment
    folders = ProfileStore.folders(environment: environment)
  }

  func findings() -> [Finding] {
    people() + journal(in: folders.state) + [coreDumps, locale]
  }

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

  func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  func isProgram(_ name: String) -> Bool {
    if name.contains("/") {
      let path = name.hasPrefix("/") ? name : folders.configuration + "/" + name
      return access(path, X_OK) == 0
    }
    let places = (environment["PATH"] ?? "").split(separator: ":")
    return places.contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
