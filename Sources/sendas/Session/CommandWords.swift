import CloseAPI

/// The words of a command line.
enum CommandWords {
  /// A key among the words would stay in the shell's history, in the list of processes and in the
  /// journal; so it is not even read.
  static func refuseKeys(_ words: [String]) throws(Failure) {
    let redactor = SecretRedactor()
    guard words.contains(where: { $0.contains("api_") && redactor.redact($0) != $0 }) else {
      return
    }
    throw Failure(
      .usage,
      "one of the words looks like an API key; keys are never given on a command line."
        + " Keep a key by 'sendas profiles add NAME', which asks for it without showing it, or takes it"
        + " from standard input. If it is real, delete it in Close and make a new one: your shell may"
        + " have kept it.")
  }
}
