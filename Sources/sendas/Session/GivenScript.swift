import ArgumentParser

/// A script and its own words, at the end of the line.
struct GivenScript: ParsableArguments {
  @Argument(help: "The script; - is standard input.", completion: .scripts)
  var script: String

  @Argument(
    parsing: .captureForPassthrough, help: "Words for the script.", completion: .file())
  var arguments: [String] = []

  /// The words that the script gets.
  var words: [String] { arguments.first == "--" ? Array(arguments.dropFirst()) : arguments }

  /// - Parameter names: Options that belong before the script; after it they would go to it.
  /// - Throws: `ValidationError` where one of them stands after the script.
  func refuse(_ names: [String]) throws(ValidationError) {
    for word in arguments.prefix(while: { $0 != "--" }) {
      let name = String(word.prefix { $0 != "=" })
      guard names.contains(name) else { continue }
      throw ValidationError(
        "\(name) stands after the script and would go to it. Put it before \(script), or write"
          + " -- before the script's own words.")
    }
  }
}
