import Foundation

/// A file that a person has named on the command line.
enum InputFile {
  /// Reads it whole; `-` is standard input.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - kind: What it is, for messages: `plan`.
  ///   - name: How the person named it, where that is not the path.
  /// - Returns: Its bytes.
  /// - Throws: ``Failure`` that says whether it is missing, a folder, or not to be read.
  static func read(
    _ path: String, called kind: String, as name: String? = nil
  ) throws(Failure) -> Data {
    do {
      return path == "-"
        ? try FileHandle.standardInput.readToEnd() ?? Data()
        : try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw Failure(.noInput, "the \(kind) '\(name ?? path)' \(problem(with: path))")
    }
  }

  private static func problem(with path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else {
      switch errno {
      case ENOENT, ENOTDIR: return "is not there"
      case EACCES: return "cannot be reached; check the permissions of its folder"
      case let code: return "cannot be read: \(String(cString: strerror(code)))"
      }
    }
    return status.st_mode & S_IFMT == S_IFDIR
      ? "is a folder; name a file in it" : "cannot be read; check its permissions"
  }
}
