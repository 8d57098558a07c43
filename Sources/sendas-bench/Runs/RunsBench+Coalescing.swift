import Foundation

extension RunsBench {
  private static let lenders = 40
  private static let borrowers = 250

  /// 10,000 grants by the built program at Close's limit, in real time.
  static func coalescing() async throws -> [Figure] {
    let (first, again) = try await EmulatorProcess.use(
      lenders: lenders, borrowers: borrowers, limit: "20x8"
    ) { office in
      // The keys are proven by /me/ in the first run with them, and never again.
      let proofs = try await office.sendas(["run", try office.script(preflight, "preflight")])
      let listing = try await office.sendas(["run", try office.script("users.find('x')", "find")])
      let run = try await office.sendas(["run", try office.script(grants, "grants")])
      return ((requests(proofs), requests(listing)), (requests(run), seconds(run)))
    }
    let single = try await EmulatorProcess.use(
      lenders: lenders, borrowers: borrowers, limit: "20x8"
    ) { office in
      _ = try await office.sendas(["run", try office.script(preflight, "preflight")])
      let script = try office.script(grants, "grants")
      return seconds(try await office.sendas(["run", "--no-coalesce", script]))
    }
    let perPerson = 1 + (borrowers + 99) / 100
    let fewest = Double(first.1 + lenders * perPerson)
    let count = lenders * borrowers
    return [
      Figure(
        what: "\(count) grants of \(lenders) people, requests",
        against: "the listing, and per person a list and \(perPerson - 1) bulks",
        value: Double(again.0) / fewest, bound: 1.1),
      Figure(
        what: "the same, each key proven by /me/ before", against: "the same",
        value: Double(again.0 + first.0) / fewest),
      Figure(
        what: "the same with --no-coalesce, real time", against: "coalesced",
        value: single / again.1),
    ]
  }

  private static let preflight = """
    local names = {}
    for i, identity in ipairs(sendas.identities()) do
      if i <= \(lenders) then names[i] = "p" .. (i - 1) end
    end
    sendas.preflight(names)
    """

  private static let grants = GrantsScript(lenders: lenders, borrowers: borrowers).source

  /// From "  163 requests sent, 0 × 429, run …".
  private static func requests(_ child: Child) -> Int {
    let line = child.problems.split(separator: "\n").last { $0.contains(" sent, ") }
    return line?.split(separator: " ").first.flatMap { Int($0) } ?? 0
  }

  /// From "grants.lua: done in 12.3 s".
  private static func seconds(_ child: Child) -> Double {
    let line = child.problems.split(separator: "\n").last { $0.contains(": done in ") }
    return line?.split(separator: " ").dropLast().last.flatMap { Double($0) } ?? .nan
  }
}

extension EmulatorProcess {
  /// Writes a script, and answers its path.
  func script(_ source: String, _ name: String) throws -> String {
    try write(source, to: name + ".lua")
    return folder.path + "/" + name + ".lua"
  }
}
