/// Words as a shell reads them.
enum ShellText {
  /// The word, in quotes where it needs them.
  static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy { character in
      character.isASCII
        && (character.isLetter || character.isNumber || "-_./:@%+=,".contains(character))
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
