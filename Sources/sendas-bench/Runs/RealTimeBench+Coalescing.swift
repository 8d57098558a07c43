extension RealTimeBench {
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
      let run = try await office.sendas(["run", try office.grants(lenders, borrowers)])
      return ((requests(proofs), requests(listing)), (requests(run), seconds(run)))
    }
    let single = try await EmulatorProcess.use(
      lenders: lenders, borrowers: borrowers, limit: "20x8"
    ) { office in
      _ = try await office.sendas(["run", try office.script(preflight, "preflight")])
      let script = try office.grants(lenders, borrowers)
      return seconds(try await office.sendas(["run", "--no-coalesce", script]))
    }
    let perPerson = 1 + (borrowers + 99) / 100
    // The run without a change asks for the organization besides, once.
    let fewest = Double(first.1 - 1 + lenders * perPerson)
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
}
