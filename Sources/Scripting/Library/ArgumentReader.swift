import Lua
import Runs

/// Checks a call's arguments against the function's catalogue entry.
struct ArgumentReader {
  let function: LibraryFunction

  /// The arguments by name; what is optional and was left out is not there.
  ///
  /// - Throws: `LuaError` of kind `bad_argument` that names the function and the argument.
  func read(_ values: [LuaValue]) throws(LuaError) -> NamedArguments {
    switch function.style {
    case .variadic:
      var arguments = NamedArguments()
      arguments.add(.array(values), as: "…")
      return arguments
    case .positional: return try positional(values)
    case .named: return try named(values)
    case .either:
      if values.count == 1, case .table(let fields) = values[0], !isSubject(fields) {
        return try named(values)
      }
      return try positional(values)
    }
  }

  private func positional(_ values: [LuaValue]) throws(LuaError) -> NamedArguments {
    let parameters = function.parameters
    if values.count > parameters.count, values[parameters.count...].contains(where: { !$0.isNil }) {
      throw error(
        "takes \(parameters.count) argument\(parameters.count == 1 ? "" : "s"), not \(values.count)"
      )
    }
    var arguments = NamedArguments()
    for (index, parameter) in parameters.enumerated() {
      let value = index < values.count ? values[index] : .nil
      if let value = try check(value, parameter) { arguments.add(value, as: parameter.name) }
    }
    return arguments
  }

  private func named(_ values: [LuaValue]) throws(LuaError) -> NamedArguments {
    let fields: [LuaValue.Field]
    switch values.first {
    case .table(let given)? where values.count == 1: fields = given
    case nil: fields = []
    default:
      throw error("takes one table of named arguments, as \(function.signature)")
    }
    let names = function.parameters.map(\.name)
    for field in fields where !names.contains(field.name) {
      let hint = nearest(to: field.name, in: names).map { " (did you mean '\($0)'?)" } ?? ""
      let known = names.isEmpty ? "it takes none" : "it knows \(names.joined(separator: ", "))"
      throw error("does not know the argument '\(field.name)'\(hint); \(known)")
    }
    var arguments = NamedArguments()
    for parameter in function.parameters {
      let value = fields.first { $0.name == parameter.name }?.value ?? .nil
      if let value = try check(value, parameter) { arguments.add(value, as: parameter.name) }
    }
    return arguments
  }

  /// A user or an association as the first argument, and not a table of arguments.
  private func isSubject(_ fields: [LuaValue.Field]) -> Bool {
    switch function.parameters.first?.type {
    case .user?, .identity?: fields.contains { $0.name == "id" || $0.name == "email" }
    case .association?, .userOrAssociation?: fields.contains { $0.name == "id" }
    default: false
    }
  }

  private func check(
    _ value: LuaValue, _ parameter: LibraryFunction.Parameter
  ) throws(LuaError) -> LuaValue? {
    if value.isNil {
      guard parameter.isOptional else {
        throw error(
          "needs the argument '\(parameter.name)' (\(parameter.type.words)): \(parameter.summary)"
        )
      }
      return nil
    }
    switch parameter.type {
    case .user, .identity, .association, .object: return try subject(value, parameter)
    case .userOrAssociation:
      // An association says more than its id: whose it is.
      if case .table(let fields) = value, fields.contains(where: { $0.name == "allowing_user_id" })
      {
        return value
      }
      return try subject(value, parameter)
    case .users, .identities:
      var words: [LuaValue] = []
      for (index, item) in try list(value, parameter).enumerated() {
        words.append(try subject(item, parameter, at: index + 1))
      }
      return .array(words)
    case .strings:
      for (index, item) in try list(value, parameter).enumerated() where item.text == nil {
        throw mismatch(item.typeName, parameter, at: index + 1)
      }
      return value
    case .rows: return .array(try list(value, parameter))
    case .string, .path:
      guard value.text != nil else { throw mismatch(value.typeName, parameter) }
      return value
    case .text:
      switch value {
      case .string, .bytes: return value
      default: throw mismatch(value.typeName, parameter)
      }
    case .number:
      guard value.numberValue != nil else { throw mismatch(value.typeName, parameter) }
      return value
    case .options:
      if case .array(let items) = value, items.isEmpty { return value }
      guard case .table(let fields) = value else { throw mismatch(value.typeName, parameter) }
      for field in fields where !parameter.names.isEmpty && !parameter.names.contains(field.name) {
        let hint =
          nearest(to: field.name, in: parameter.names).map { " (did you mean '\($0)'?)" } ?? ""
        throw error(
          "does not know the option '\(field.name)'\(hint); it knows"
            + " \(parameter.names.joined(separator: ", "))")
      }
      return value
    case .items, .function, .any: return value
    }
  }

  /// The word for a user, an identity or an association: a text, or the id or email of a table.
  private func subject(
    _ value: LuaValue, _ parameter: LibraryFunction.Parameter, at index: Int? = nil
  ) throws(LuaError) -> LuaValue {
    if let word = value.text {
      guard !word.isEmpty else {
        throw mismatch("an empty string", parameter, at: index)
      }
      return value
    }
    if case .table = value, let word = value["id"].text ?? value["email"].text {
      return .string(word)
    }
    throw mismatch(value.typeName, parameter, at: index)
  }

  private func list(
    _ value: LuaValue, _ parameter: LibraryFunction.Parameter
  ) throws(LuaError) -> [LuaValue] {
    switch value {
    case .array(let items): return items
    case .table(let fields) where fields.isEmpty: return []
    default: throw mismatch(value.typeName, parameter)
    }
  }

  // Of a list, `index` is that of the item that does not fit, from 1.
  private func mismatch(
    _ given: String, _ parameter: LibraryFunction.Parameter, at index: Int? = nil
  ) -> LuaError {
    let place = index.map { ", and item \($0) is \(given)" } ?? ", not \(given)"
    return error("takes \(parameter.type.words) as '\(parameter.name)'\(place)")
  }

  private func error(_ text: String) -> LuaError {
    LuaError(kind: .badArgument, message: "\(function.name) \(text)")
  }
}

extension LuaValue {
  /// What to call the value in a message.
  var typeName: String {
    switch self {
    case .nil: "nil"
    case .null: "json.null"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a string"
    case .bytes: "a string that is not UTF-8"
    case .array: "a list"
    case .table: "a table"
    case .function: "a function"
    }
  }
}
