import Emulator

/// A random program of changes over few people, and what must come of it by the simplest reading: a
/// set of pairs.
struct ModelProgram: Codable {
  struct Step: Codable {
    /// `grant`, `revoke`, `bulk` or `sync`.
    var kind: String
    var users: [String]
    var others: [String] = []
    var prune = false
  }

  /// What one task does, one after the other.
  struct Item: Codable {
    var lender: String
    var steps: [Step]
  }

  struct Pair: Hashable {
    let lender: String
    let borrower: String
  }

  /// What the program comes to.
  struct Result {
    var there: Set<Pair>
    /// What each task has been told, as the script prints it.
    var told: [String] = []
    /// How often each pair has changed.
    var changes: [Pair: Int] = [:]
  }

  static let lenders = (0..<3).map { "l\($0)@model.test" }
  static let borrowers = (0..<6).map { "b\($0)@model.test" }

  var phases: [[Item]] = []
  let before: [[String]]

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    before = Self.lenders.map { _ in Self.some(of: Self.borrowers, &random) }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      phases.append(Self.lenders.flatMap { Self.tasks(of: $0, &random) })
    }
  }

  /// Tasks that run at the same time share no pair, so that what they come to is certain: one with
  /// everybody, or several with a part of them each.
  private static func tasks(of lender: String, _ random: inout SplitMix64) -> [Item] {
    if Bool.random(using: &random) {
      let count = Int.random(in: 1...5, using: &random)
      return [Item(lender: lender, steps: (0..<count).map { _ in step(of: borrowers, &random) })]
    }
    return [0..<2, 2..<4, 4..<6].map { part in
      let people = Array(borrowers[part])
      let count = Int.random(in: 1...4, using: &random)
      return Item(
        lender: lender, steps: (0..<count).map { _ in single(of: people, &random) })
    }
  }

  private static func single(of people: [String], _ random: inout SplitMix64) -> Step {
    Step(
      kind: Bool.random(using: &random) ? "grant" : "revoke",
      users: [people.randomElement(using: &random) ?? people[0]])
  }

  private static func step(of people: [String], _ random: inout SplitMix64) -> Step {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      let named = some(of: people, &random)
      let cut = Int.random(in: 0...named.count, using: &random)
      return named.isEmpty
        ? single(of: people, &random)
        : Step(kind: "bulk", users: Array(named[..<cut]), others: Array(named[cut...]))
    case 1:
      return Step(
        kind: "sync", users: some(of: people, &random), prune: Bool.random(using: &random))
    default: return single(of: people, &random)
    }
  }

  private static func some(of people: [String], _ random: inout SplitMix64) -> [String] {
    people.shuffled(using: &random).filter { _ in Bool.random(using: &random) }
  }

  // MARK: What it comes to

  var start: Set<Pair> {
    Set(
      zip(Self.lenders, before).flatMap { lender, people in
        people.map { Pair(lender: lender, borrower: $0) }
      })
  }

  var result: Result {
    var result = Result(there: start)
    for item in phases.joined() {
      result.told.append(item.steps.map { result.take($0, by: item.lender) }.joined(separator: " "))
    }
    return result
  }

  func world() throws -> World {
    let people = Self.lenders + Self.borrowers
    return try World(
      organization: World.Organization(name: "Model"),
      users: people.enumerated().map { number, email in
        World.Person(
          email: email, firstName: "P", lastName: "\(number)", apiKey: "api_\(number).key\(number)",
          role: number == 0 ? "admin" : "user")
      },
      associations: start.sorted { ($0.lender, $0.borrower) < ($1.lender, $1.borrower) }.map {
        World.Association(allowing: $0.lender, allowed: $0.borrower)
      })
  }

  static let source = """
    local results = {}
    for number, items in ipairs(json.decode(fs.read("program.json")).phases) do
      batch.phase("phase " .. number, function()
        local told = batch.map(items, function(item)
          local me, out = sendas.as(item.lender), {}
          for i, step in ipairs(item.steps) do
            if step.kind == "grant" then
              out[i] = select(2, me.grant(step.users[1])) and "new" or "old"
            elseif step.kind == "revoke" then
              out[i] = tostring(me.revoke(step.users[1]))
            elseif step.kind == "bulk" then
              local all = me.bulk{ allowed_user_ids = step.users, disallowed_user_ids = step.others }
              out[i] = tostring(#all)
            else
              local made = me.sync(step.users, { prune = step.prune })
              out[i] = #made.granted .. "/" .. #made.revoked .. "/" .. #made.unchanged
            end
          end
          return table.concat(out, " ")
        end)
        for _, line in ipairs(told) do results[#results + 1] = line end
      end)
    end
    print(table.concat(results, ";"))
    """
}

extension ModelProgram.Result {
  /// Does one step, and answers what the task is told.
  fileprivate mutating func take(_ step: ModelProgram.Step, by lender: String) -> String {
    func all(_ pairs: Set<ModelProgram.Pair>) -> Set<String> {
      Set(pairs.filter { $0.lender == lender }.map(\.borrower))
    }
    let before = all(there)
    switch step.kind {
    case "grant": set(step.users, by: lender, true)
    case "revoke": set(step.users, by: lender, false)
    case "bulk":
      set(step.users, by: lender, true)
      set(step.others, by: lender, false)
    default:
      if step.prune { set(Array(before.subtracting(step.users)), by: lender, false) }
      set(step.users, by: lender, true)
    }
    let after = all(there)
    switch step.kind {
    case "grant": return before.count < after.count ? "new" : "old"
    case "revoke": return before.count > after.count ? "true" : "false"
    case "bulk": return "\(after.count)"
    default:
      let (made, gone) = (after.subtracting(before), before.subtracting(after))
      return "\(made.count)/\(gone.count)/\(step.users.count - made.count)"
    }
  }

  private mutating func set(_ users: [String], by lender: String, _ isThere: Bool) {
    for user in users {
      let pair = ModelProgram.Pair(lender: lender, borrower: user)
      guard there.contains(pair) != isThere else { continue }
      if isThere { there.insert(pair) } else { there.remove(pair) }
      changes[pair, default: 0] += 1
    }
  }
}
