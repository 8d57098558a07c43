import CloseAPI
import Runs

extension Plan {
  /// Whether it knows some of its people by their ids only, as where a script went by associations.
  var hasUnnamedPeople: Bool {
    changes.contains { change in
      ([change.allowing] + change.granted + change.revoked + change.unchanged)
        .contains { $0.email == $0.id.rawValue }
    }
  }

  /// The plan with the emails of people whom it knows by their ids only, as far as Close tells them.
  func named(by engine: RunEngine) async -> Plan {
    guard let people = try? await engine.allPeople() else { return self }
    let emails = Dictionary(people.map { ($0.id, $0.email) }) { first, _ in first }
    func named(_ person: Plan.Person) -> Plan.Person {
      Plan.Person(id: person.id, email: emails[person.id] ?? person.email)
    }
    var plan = self
    for index in plan.changes.indices {
      plan.changes[index].allowing = named(plan.changes[index].allowing)
      plan.changes[index].granted = plan.changes[index].granted.map(named).sorted(by: Self.isBefore)
      plan.changes[index].revoked = plan.changes[index].revoked.map(named).sorted(by: Self.isBefore)
      plan.changes[index].unchanged = plan.changes[index].unchanged.map(named)
        .sorted(by: Self.isBefore)
    }
    return plan
  }

  private static func isBefore(_ one: Person, _ other: Person) -> Bool { one.email < other.email }
}
