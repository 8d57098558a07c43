/// What a check has to know about the library that scripts see.
package struct CheckingVocabulary: Sendable {
  /// What an argument has to be.
  package indirect enum Shape: Sendable {
    /// Any value.
    case anything
    /// A string.
    case text
    /// A number.
    case number
    /// A function.
    case function
    /// A list, or a function that gives the next item.
    case items
    /// A table with some of these names.
    case options([String])
    /// A text that is not empty, or a table with at least one of these fields.
    case subject([String])
    /// A list of such values.
    case list(of: Shape)
  }

  /// One parameter of a function.
  package struct Parameter: Sendable {
    /// Its name, by which a table of arguments can give it.
    package var name: String
    /// Whether a call may leave it out.
    package var isOptional: Bool
    /// What it has to be.
    package var shape: Shape
    /// What it takes, in a word or two, for messages.
    package var takes: String

    /// Makes a parameter.
    package init(_ name: String, isOptional: Bool, shape: Shape, takes: String) {
      (self.name, self.isOptional, self.shape, self.takes) = (name, isOptional, shape, takes)
    }
  }

  /// How arguments are given.
  package enum Style: Sendable {
    /// In order.
    case positional
    /// As one table with names.
    case named
    /// In order, or as one table with names.
    case either
    /// Any number of values.
    case variadic
  }

  /// A function of the library.
  package struct Function: Sendable {
    /// As `sendas.grant`.
    package var name: String
    /// How it is called, for messages.
    package var signature: String
    /// How arguments are given.
    package var style: Style
    /// What it takes.
    package var parameters: [Parameter]
    /// Whether the caller waits for an answer.
    package var suspends: Bool

    /// Makes a function.
    package init(
      name: String, signature: String, style: Style, parameters: [Parameter], suspends: Bool
    ) {
      (self.name, self.signature, self.style) = (name, signature, style)
      (self.parameters, self.suspends) = (parameters, suspends)
    }
  }

  let functions: [String: Function]
  let names: LibraryNames
  let nearest: @Sendable (String, [String]) -> String?

  /// Makes a vocabulary.
  ///
  /// - Parameters:
  ///   - functions: The functions of the library, beside those of Lua itself.
  ///   - values: The full names of what is no function, as `json.null`.
  ///   - bound: The functions that the table from `sendas.as` holds, by their full names.
  ///   - nearest: Finds the name that was probably meant by a word.
  package init(
    functions: [Function], values: [String], bound: [String],
    nearest: @escaping @Sendable (String, [String]) -> String?
  ) {
    self.functions = Dictionary(functions.map { ($0.name, $0) }) { first, _ in first }
    self.nearest = nearest
    names = LibraryNames(functions: functions.map(\.name), values: values, bound: bound)
  }

  /// ` (did you mean 'x'?)`, or nothing where no name is near.
  func suggestion(
    for word: String, in names: some Sequence<String>, prefix: String = ""
  ) -> String {
    nearest(word, names.sorted()).map { " (did you mean '\(prefix)\($0)'?)" } ?? ""
  }
}
