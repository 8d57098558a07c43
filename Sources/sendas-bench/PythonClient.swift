import CloseAPI
import Emulator
import Foundation

/// The same two requests in Python, through `requests`.
struct PythonClient {
  /// The library and its version.
  let version: String
  private let python: String
  private let folder: String
  private let base: String

  /// Who grants to whom.
  static var people: (me: UserID, other: UserID) {
    (UserID(World.acme.users[0].id), UserID(World.acme.users[6].id))
  }

  /// The key goes by the environment: a command line can be read by everybody.
  private static let program = """
    import os, sys, time, requests
    base, me, other, pairs = sys.argv[1:]
    session = requests.Session()
    session.auth = (os.environ["BENCH_KEY"], "")
    session.trust_env = False
    def ask():
        listed = session.get(base + "/send_as/")
        listed.raise_for_status()
        made = session.post(base + "/send_as/", json={"allowing_user_id": me, "allowed_user_id": other})
        made.raise_for_status()
        return listed.json()["data"], made.json()["id"]
    for _ in range(20): ask()
    start = time.process_time()
    for _ in range(int(pairs)): ask()
    print((time.process_time() - start) / int(pairs))
    """

  /// Installs `requests` in a virtual environment of its own; where that cannot be, takes the one
  /// that is installed.
  ///
  /// - Throws: `Child.Failure` where there is none.
  static func install(asking base: String) async throws -> PythonClient {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let system = try Child.find("python3")
    let own = folder.path + "/venv/bin/python3"
    var python = own
    do {
      _ = try await Child.run(system, ["-m", "venv", folder.path + "/venv"])
      _ = try await Child.run(own, ["-m", "pip", "install", "--quiet", "requests"])
    } catch is Child.Failure {
      python = system
    }
    do {
      let version = try await Child.run(
        python, ["-c", "import requests; print('requests ' + requests.__version__, end='')"])
      return PythonClient(
        version: version.output, python: python, folder: folder.path, base: base)
    } catch is Child.Failure {
      throw Child.Failure(
        description: "Python's requests can neither be installed nor found; this benchmark measures"
          + " against it")
    }
  }

  /// Seconds of the processor for one pair of requests.
  func secondsOfProcessor(_ pairs: Int) async throws -> Double {
    let (me, other) = Self.people
    let child = try await Child.run(
      python, ["-c", Self.program, base, me.rawValue, other.rawValue, "\(pairs)"],
      environment: ["BENCH_KEY": World.acme.users[0].apiKey])
    let text = child.output.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let seconds = Double(text) else {
      throw Child.Failure(description: "Python said “\(text)”, which is no time")
    }
    return seconds
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
