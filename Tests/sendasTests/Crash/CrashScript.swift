import Emulator
import Foundation

/// A script of 500 changes as data: the program gets it as JSON, and the test knows from it what
/// must come of it.
///
/// Every kind of change is there, the same pair several times, and what is so already.
struct CrashScript: Codable {
  /// What one task does, one after the other, in one person's name.
  struct Item: Codable {
    var lender: String
    var steps: [Step]
  }

  /// One call of the library.
  struct Step: Codable {
    var grant: String?
    var revoke: String?
    var allow: [String]?
    var disallow: [String]?
    var sync: [String]?
  }

  /// A permission, by the names of the two people.
  struct Pair: Hashable {
    let lender: String
    let borrower: String
  }

  private static let lenders = 10
  private static let borrowers = 46

  /// What is done at the same time; the second begins when the first is over.
  var phases: [[Item]] = []

  init() {
    phases = [
      Self.everyLender.flatMap(Self.tasks),
      Self.everyLender.map { lender in
        Item(lender: lender, steps: [Step(sync: Self.people(Array(0...30) + [38, 39]))])
      },
    ]
  }

  /// 20 grants, five times a grant, a revocation and a grant of one pair, two bulks and two
  /// revocations.
  private static func tasks(of lender: String) -> [Item] {
    let grants = people(0..<20).map { Item(lender: lender, steps: [Step(grant: $0)]) }
    let turns = people(20..<25).map { who in
      Item(lender: lender, steps: [Step(grant: who), Step(revoke: who), Step(grant: who)])
    }
    let bulks = [
      Item(lender: lender, steps: [Step(allow: people(25..<31), disallow: people(31..<34))]),
      Item(lender: lender, steps: [Step(grant: people(0..<1)[0]), Step(revoke: "b45@crash.test")]),
    ]
    let revokes = people(34..<36).map { Item(lender: lender, steps: [Step(revoke: $0)]) }
    return grants + turns + bulks + revokes
  }

  static var everyLender: [String] { (0..<lenders).map { "l\($0)" } }

  private static func people(_ numbers: some Sequence<Int>) -> [String] {
    numbers.map { "b\($0)@crash.test" }
  }

  /// What is so before: what the bulk, the revocations and the sync take away.
  private static var before: [Pair] {
    everyLender.flatMap { lender in
      people(31..<38).map { Pair(lender: "\(lender)@crash.test", borrower: $0) }
    }
  }

  /// The world before the script.
  static func world() throws -> World {
    let people = everyLender.map { "\($0)@crash.test" } + people(0..<borrowers)
    return try World(
      organization: World.Organization(name: "Crash"),
      users: people.enumerated().map { number, email in
        World.Person(
          email: email, firstName: "P", lastName: "\(number)", apiKey: "api_\(number).key\(number)",
          role: number == 0 ? "admin" : "user")
      },
      associations: before.map { World.Association(allowing: $0.lender, allowed: $0.borrower) })
  }

  /// How often each pair changes, whatever goes wrong on the way; a pair that ends as it began
  /// changes an even number of times.
  var intended: [Pair: Int] {
    var there = Set(Self.before)
    var counts: [Pair: Int] = [:]
    func set(_ lender: String, _ borrower: String, _ isThere: Bool) {
      let pair = Pair(lender: "\(lender)@crash.test", borrower: borrower)
      guard there.contains(pair) != isThere else { return }
      counts[pair, default: 0] += 1
      if isThere { there.insert(pair) } else { there.remove(pair) }
    }
    for item in phases.joined() {
      for step in item.steps {
        for who in (step.allow ?? []) + [step.grant].compactMap(\.self) {
          set(item.lender, who, true)
        }
        for who in (step.disallow ?? []) + [step.revoke].compactMap(\.self) {
          set(item.lender, who, false)
        }
        guard let sync = step.sync else { continue }
        for pair in there where pair.lender == "\(item.lender)@crash.test" {
          if !sync.contains(pair.borrower) { set(item.lender, pair.borrower, false) }
        }
        for who in sync { set(item.lender, who, true) }
      }
    }
    return counts
  }

  /// The script that the program runs; it reads `program.json` and does what it says.
  static let source = """
    local program = json.decode(fs.read("program.json"))
    for number, items in ipairs(program.phases) do
      batch.phase("phase " .. number, function()
        batch.each(items, function(item)
          local me = sendas.as(item.lender)
          for _, step in ipairs(item.steps) do
            if step.grant then me.grant(step.grant) end
            if step.revoke then me.revoke(step.revoke) end
            if step.allow then
              me.bulk{ allowed_user_ids = step.allow, disallowed_user_ids = step.disallow }
            end
            if step.sync then me.sync(step.sync, { prune = true }) end
          end
        end)
      end)
    end
    """
}
