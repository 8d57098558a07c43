import Lua
import Runs

extension LibraryCatalog {
  /// What the checker has to know about the library.
  static let vocabulary = vocabulary(of: functions)

  fileprivate static func vocabulary(of functions: [LibraryFunction]) -> CheckingVocabulary {
    CheckingVocabulary(
      functions: functions.map(\.checkingFunction), values: ["json.null", "script.args"],
      bound: bindable.map(\.name), nearest: { nearest(to: $0, in: $1) })
  }
}

extension ScriptChecker {
  /// Makes a checker for the file of that name: one that ends in `_test.lua` is a file of tests.
  package init(path: String) {
    let testing = path.hasSuffix("_test.lua") ? LibraryCatalog.testing : []
    self.init(vocabulary: LibraryCatalog.vocabulary(of: LibraryCatalog.functions + testing))
  }

  /// What is wrong with a script that finds its modules in these folders.
  package func findings(
    in source: [UInt8], path: String, modules: ModuleFolders
  ) -> [Finding] {
    // A module that is not there is found when the script runs; its globals are not known.
    findings(in: source, path: path) { name in try? modules.find(name).source }
  }
}

extension LibraryFunction {
  fileprivate var checkingFunction: CheckingVocabulary.Function {
    CheckingVocabulary.Function(
      name: name, signature: signature, style: style.checkingStyle,
      parameters: parameters.map { parameter in
        CheckingVocabulary.Parameter(
          parameter.name, isOptional: parameter.isOptional,
          shape: parameter.shape, takes: parameter.type.words)
      }, suspends: suspends)
  }
}

extension LibraryFunction.Style {
  fileprivate var checkingStyle: CheckingVocabulary.Style {
    switch self {
    case .positional: .positional
    case .named: .named
    case .either: .either
    case .variadic: .variadic
    }
  }
}

extension LibraryFunction.Parameter {
  /// What `ArgumentReader` accepts, as far as it can be told before the script runs.
  fileprivate var shape: CheckingVocabulary.Shape {
    switch type {
    case .user, .association, .userOrAssociation, .identity, .object: Self.subject
    case .users, .identities: .list(of: Self.subject)
    case .path, .string, .text: .text
    case .number: .number
    case .strings: .list(of: .text)
    case .rows: .list(of: .anything)
    case .items: .items
    case .function: .function
    case .options: .options(names)
    case .any: .anything
    }
  }

  private static let subject = CheckingVocabulary.Shape.subject(["id", "email"])
}
