/// Calls that wait for an answer where Lua cannot wait.
struct SuspensionCheck: ScriptCheck {
  /// A place where Lua calls a function that must not wait.
  private struct Place {
    var name: String
    var wayOut: String
  }

  // The words are those of the running script's error. The scripts' own `tostring` and `load` can
  // wait in `__tostring` and in a reader.
  private static let sort = Place(
    name: "table.sort", wayOut: "fetch what is needed before sorting")
  private static let gsub = Place(
    name: "string.gsub", wayOut: "collect the matches with string.gmatch and call in a loop")
  private static let handler = Place(
    name: "the message handler of xpcall", wayOut: "wait after xpcall has returned")

  func findings(in script: CheckedScript) -> [Finding] {
    let suspensions = Suspensions(script)
    var findings: [Finding] = []
    for (value, place) in handedOver(script) {
      for finding in self.findings(value, place, suspensions, script)
      where !findings.contains(finding) {
        findings.append(finding)
      }
    }
    return findings
  }

  private func handedOver(_ script: CheckedScript) -> [(LuaSyntax.Expression, Place)] {
    var values: [(LuaSyntax.Expression, Place)] = []
    for call in script.outline.calls {
      guard let (place, index) = place(of: call), index < call.arguments.count else { continue }
      values.append((call.arguments[index], place))
    }
    return values
  }

  private func place(of call: ScriptOutline.Call) -> (Place, argument: Int)? {
    if let method = call.method {
      // Whatever has a method `gsub` is a string, if nothing else is known.
      guard method.text == "gsub" else { return nil }
      switch call.receiver {
      case .unknown: return (Self.gsub, 1)
      default: return call.callee.functionName == "string.gsub" ? (Self.gsub, 1) : nil
      }
    }
    switch call.callee.functionName {
    case "table.sort": return (Self.sort, 1)
    case "string.gsub": return (Self.gsub, 2)
    case "xpcall": return (Self.handler, 1)
    default: return nil
    }
  }

  private func findings(
    _ value: LuaSyntax.Expression, _ place: Place, _ suspensions: Suspensions,
    _ script: CheckedScript
  ) -> [Finding] {
    let meaning = script.meanings.meaning(of: value)
    if let name = meaning.functionName, suspensions.suspends(name) {
      return [finding(value.position, Self.waits(name), place, script)]
    }
    guard let body = meaning.body else { return [] }
    return suspensions.points(in: body).map { point in
      let call =
        point.through.map {
          "this calls the function of line \($0.line), which waits in \(point.library)"
        } ?? Self.waits(point.library)
      return finding(point.position, call, place, script)
    }
  }

  private static func waits(_ name: String) -> String {
    name == "coroutine.yield" ? "\(name) waits to be resumed" : "\(name) waits for an answer"
  }

  private func finding(
    _ position: SourcePosition, _ call: String, _ place: Place, _ script: CheckedScript
  ) -> Finding {
    script.finding(
      position, "cannot-wait", "\(call), and Lua cannot wait inside \(place.name); \(place.wayOut)")
  }
}
