import Foundation

/// A question of a session that is answered with yes or no.
struct YesOrNo {
  let source: any LineSource

  /// - Parameter question: As `Send it?`.
  /// - Returns: nil for yes, else why nothing is sent.
  func refusal(_ question: String) async -> String? {
    guard source.isPerson else {
      return "not sent: nobody can be asked, because standard input is not a terminal;"
        + " write :yes in a line before"
    }
    while true {
      guard case .line(let answer) = await source.answer(question + " [y/N] ") else {
        return "not sent: there was no yes"
      }
      switch answer.lowercased().trimmingCharacters(in: .whitespaces) {
      case "y", "yes": return nil
      case "", "n", "no": return "not sent: you said no"
      default:
        Terminal.error("y sends it, n does not; :yes, in a line of its own, sends without asking")
      }
    }
  }
}
