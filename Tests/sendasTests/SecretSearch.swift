import Foundation
import Testing

/// Looks for planted secrets in every byte that commands have written anywhere.
struct SecretSearch {
  private var secrets: Set<String> = []
  /// All that was written to streams.
  private(set) var text = ""

  /// Looks for this text as well.
  mutating func plant(_ secret: String) { secrets.insert(secret) }

  /// Looks for this secret, as it is and in base64.
  mutating func plantInAllForms(_ secret: String) {
    secrets.insert(secret)
    for form in [secret, secret + ":"] { secrets.insert(Data(form.utf8).base64EncodedString()) }
  }

  /// How many texts are looked for.
  var count: Int { secrets.count }

  /// Takes what a command has written.
  mutating func read(_ outcome: Program.Outcome) { text += outcome.output + outcome.error }

  /// Expects no secret in what was read, and none in a file of the program's folder.
  ///
  /// - Parameters:
  ///   - program: The program.
  ///   - places: The parts of paths where secrets are kept.
  /// - Throws: Where a file cannot be read.
  func expectNothing(in program: Program, besides places: [String]) throws {
    #expect(secrets.filter(text.contains) == [])
    var count = 0
    for file in try Self.files(in: program.folder)
    where !places.contains(where: file.path.contains) {
      let bytes = try Data(contentsOf: file)
      let found = secrets.filter { bytes.range(of: Data($0.utf8)) != nil }
      #expect(found == [], "\(file.path)")
      count += 1
    }
    #expect(count > 0)
  }

  private static func files(in folder: URL) throws -> [URL] {
    let all = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    return (all?.allObjects as? [URL] ?? []).filter { file in
      (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
  }
}
