/// `/_emulator/…`: what a test asks of the emulator itself.
///
/// It is no part of Close.
enum ControlEndpoint {
  static let prefix = "/_emulator"

  static func answer(
    _ request: WireRequest, path: Substring, on guarded: inout CloseEmulator.Guarded
  ) -> WireResponse {
    let name = path.dropFirst(prefix.count).split(separator: "/").joined(separator: "/")
    switch (request.method, name) {
    case ("GET", "truth"): return .json(200, guarded.truth)
    case ("GET", "faults"): return faults(guarded)
    case ("PUT", "faults"):
      do throws(EmulatorError) {
        let (rules, seed) = try read(request.body)
        guarded.set(rules, seed: seed ?? UInt64.random(in: 0...(.max)))
        return faults(guarded)
      } catch {
        return .json(400, ["error": .string(error.message)])
      }
    case ("DELETE", "faults"):
      guarded.set([], seed: 0)
      return faults(guarded)
    default:
      return .json(
        404,
        [
          "error": .string(
            "there are GET \(prefix)/truth, and GET, PUT and DELETE \(prefix)/faults "
              + "with {\"faults\":[\"POST /send_as/: 0.1 503\"],\"seed\":1}")
        ])
    }
  }

  private static func faults(_ guarded: CloseEmulator.Guarded) -> WireResponse {
    .json(
      200, ["faults": .array(guarded.faults.faults.map { .string($0.description) })])
  }

  private static func read(
    _ body: [UInt8]
  ) throws(EmulatorError) -> (faults: [Fault], seed: UInt64?) {
    let document: JSONValue
    do throws(JSONParser.Failure) {
      document = try JSONValue(parsing: body)
    } catch {
      throw EmulatorError(
        .notJSON, "the body is not JSON (\(error.words)); send {\"faults\":[\"…\"],\"seed\":1}",
        cause: error)
    }
    let reader = try JSONReader(document, at: "", keys: ["faults", "seed"])
    var faults: [Fault] = []
    for text in try reader.texts("faults") { faults.append(try Fault(text)) }
    return (faults, try reader.optionalInteger("seed").map { UInt64(bitPattern: Int64($0)) })
  }
}
