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
          Parameter("allowed_user_id", isOptional: true, shape: user, takes: "user"),
          Parameter("allowing_user_id", isOptional: true, shape: user, takes: "user"),
        ], .named),
      function(
        "sendas.grant",
        [Parameter("allowed_user_id", isOptional: false, shape: user, takes: "user")], .either),
      function(
        "sendas.as", [Parameter("identity", isOptional: false, shape: user, takes: "identity")]),
      function(
        "sendas.preflight",
        [Parameter("identities", isOptional: false, shape: .list(of: user), takes: "identities")]),
      function("users.find", [Parameter("user", isOptional: false, shape: user, takes: "user")]),
      function(
        "batch.each",
        [
          Parameter("items", isOptional: false, shape: .items, takes: "items"),
          Parameter("fn", isOptional: false, shape: .function, takes: "function"),
          Parameter(
            "options", isOptional: true, shape: .options(["key", "on_error"]), takes: "options"),
        ]),
      function(
        "task.sleep", [Parameter("seconds", isOptional: false, shape: .number, takes: "number")]),
      function(
        "csv.rows",
        [
          Parameter("path", isOptional: false, shape: .text, takes: "path"),
          Parameter("columns", isOptional: true, shape: .list(of: .text), takes: "strings"),
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
