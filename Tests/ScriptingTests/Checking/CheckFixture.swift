@testable import Scripting

/// A small library, and scripts checked against it.
enum CheckFixture {
  static func check(_ source: String, module: (String) -> [UInt8]? = { _ in nil }) -> [String] {
    findings(source, module: module).map { finding in
      "\(finding.position.line):\(finding.position.column): \(finding.message) [\(finding.code)]"
    }
  }

  static func findings(
    _ source: String, module: (String) -> [UInt8]? = { _ in nil }
  ) -> [Finding] {
    ScriptChecker(vocabulary: vocabulary)
      .findings(in: Array(source.utf8), path: "x.lua", module: module)
  }

  private typealias Parameter = CheckingVocabulary.Parameter

  private static func function(
    _ name: String, _ parameters: [Parameter], _ style: CheckingVocabulary.Style = .positional,
    suspends: Bool = true
  ) -> CheckingVocabulary.Function {
    CheckingVocabulary.Function(
      name: name, signature: "\(name)(…)", style: style, parameters: parameters,
      suspends: suspends)
  }

  private static let user = CheckingVocabulary.Shape.subject(["id", "email"])

  private static let vocabulary = CheckingVocabulary(
    functions: [
      function("sendas.me", []),
      function(
        "sendas.list",
        [
          Parameter(
            "allowed_user_id", isOptional: true, shape: user, takes: "a user's email or id"),
          Parameter(
            "allowing_user_id", isOptional: true, shape: user, takes: "a user's email or id"),
        ], .named),
      function(
        "sendas.grant",
        [
          Parameter(
            "allowed_user_id", isOptional: false, shape: user, takes: "a user's email or id")
        ], .either),
      function(
        "sendas.as",
        [
          Parameter(
            "identity", isOptional: false, shape: user, takes: "a person's email, id or profile")
        ]),
      function(
        "sendas.preflight",
        [
          Parameter(
            "identities", isOptional: false, shape: .list(of: user),
            takes: "a list of people's emails, ids or profiles")
        ]),
      function(
        "users.find",
        [Parameter("user", isOptional: false, shape: user, takes: "a user's email or id")]),
      function(
        "batch.each",
        [
          Parameter("items", isOptional: false, shape: .items, takes: "a list or a function"),
          Parameter("fn", isOptional: false, shape: .function, takes: "a function"),
          Parameter(
            "options", isOptional: true, shape: .options(["key", "on_error"]),
            takes: "a table of options"),
        ]),
      function(
        "task.sleep", [Parameter("seconds", isOptional: false, shape: .number, takes: "a number")]),
      function(
        "csv.rows",
        [
          Parameter("path", isOptional: false, shape: .text, takes: "the name of a file"),
          Parameter(
            "columns", isOptional: true, shape: .list(of: .text), takes: "a list of strings"),
        ]),
      function(
        "json.encode", [Parameter("value", isOptional: false, shape: .anything, takes: "any")],
        suspends: false),
      function("log.info", [], .variadic, suspends: false),
    ],
    values: ["json.null", "script.args"],
    bound: ["sendas.me", "sendas.list", "sendas.grant"],
    nearest: { word, names in names.first { Set($0) == Set(word) } })
}
