import Runs
import Scripting

/// Finds what may stand before the cursor, without running anything and without a request.
struct Completer: Sendable {
  let host: ScriptHost
  let engine: RunEngine

  func complete(_ before: String) async -> LineEditor.Completions {
    let place = CompletionPlace(before)
    let words: [String] =
      switch place.expected {
      case .command: LineCommand.allNames
      case .topic: topics
      case .name(let path, let function): await names(after: path, function)
      case .text(let function, let name, let number):
        await texts(of: function, name: name, number: number)
      case .nothing: []
      }
    let fitting = Set(words).filter { $0.hasPrefix(place.beginning) }
    return LineEditor.Completions(typed: place.beginning.count, words: fitting.sorted())
  }

  private var topics: [String] {
    LibraryCatalog.functions.map(\.name)
      + Set(LibraryCatalog.functions.map { String($0.name.prefix { $0 != "." }) })
  }

  private func names(after path: [String], _ function: String?) async -> [String] {
    let own = Argument.names(of: function)
    let fields = await host.fields(of: path)
    return own.map { $0 + " = " } + fields + (path.isEmpty ? Self.keywords : [])
  }

  private static let keywords = [
    "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "repeat", "return", "then", "true", "until", "while",
  ]

  /// People and identities that are known already.
  private func texts(of function: String, name: String?, number: Int) async -> [String] {
    guard let type = Argument.type(of: function, name: name, number: number) else { return [] }
    let identities = await engine.candidates()
    let emails = identities.compactMap(\.email)
    switch type {
    case .identity, .identities: return identities.map(\.name) + emails
    case .user, .users, .userOrAssociation:
      return emails + (await engine.knownPeople).filter(\.isActive).map(\.email)
    default: return []
    }
  }
}

/// What the catalogue says of the arguments of a call that is being typed.
private enum Argument {
  static func names(of function: String?) -> [String] {
    guard let function, let entry = LibraryCatalog.function(function),
      entry.style == .named || entry.style == .either
    else { return [] }
    return entry.parameters.map(\.name)
  }

  static func type(
    of function: String, name: String?, number: Int
  ) -> LibraryFunction.ParameterType? {
    // It takes an email, and is not a call for one person only.
    if function == "users.find" { return .user }
    guard let parameters = LibraryCatalog.function(function)?.parameters else { return nil }
    if let name, let named = parameters.first(where: { $0.name == name }) { return named.type }
    return parameters.indices.contains(number) ? parameters[number].type : parameters.last?.type
  }
}
