import CloseAPI

/// Counts the changes that leave, and refuses the one that would cross a limit of the run.
///
/// What is so already and what an earlier attempt has made are not counted: they do not leave.
struct ChangeBudget: Sendable {
  /// A prune below this many is never a large one.
  private static let fewestOfLarge = 10
  /// The largest part of a person's associations that goes without a word, in percent.
  private static let largestPart = 30

  private let guardrails: Guardrails
  private var writes = 0
  private var revokes = 0
  /// Why nothing more may leave.
  private(set) var refusal: RunError?

  init(_ guardrails: Guardrails) { self.guardrails = guardrails }

  /// Counts changes that are to leave, or says why they may not; from then on none may.
  mutating func take(granting: Int, revoking: Int) -> RunError? {
    if let refusal { return refusal }
    if let most = guardrails.mostWrites, writes + granting + revoking > most {
      refusal = Self.refusal("changes", "--max-writes", most)
    } else if let most = guardrails.mostRevokes, revoking > 0, revokes + revoking > most {
      refusal = Self.refusal("revocations", "--max-revokes", most)
    }
    guard refusal == nil else { return refusal }
    writes += granting + revoking
    revokes += revoking
    return nil
  }

  private static func refusal(_ what: String, _ flag: String, _ most: Int) -> RunError {
    RunError(
      .refused,
      "this run may make \(most) \(what) (\(flag) \(most)), and the next one is more: it stops here."
        + " What was done stays done; if more is meant, give a higher \(flag): to 'sendas resume', or to"
        + " the command anew")
  }

  /// Why changes whose number is known may not begin, or nil.
  func refusal(ofMaking granting: Int, revoking: Int) -> RunError? {
    let (all, gone) = (writes + granting + revoking, revokes + revoking)
    if let most = guardrails.mostWrites, all > most {
      return Self.refusal(granting + revoking, "changes", "--max-writes", most, needed: all)
    }
    if let most = guardrails.mostRevokes, revoking > 0, gone > most {
      return Self.refusal(revoking, "revocations", "--max-revokes", most, needed: gone)
    }
    return nil
  }

  private static func refusal(
    _ count: Int, _ what: String, _ flag: String, _ most: Int, needed: Int
  ) -> RunError {
    RunError(
      .refused,
      "this would make \(count) \(what), and this run may make \(most) (\(flag) \(most)); nothing of"
        + " it was sent. Give \(flag) \(needed) if that is meant")
  }

  /// Why a set of revocations whose size is known may not begin, or nil.
  func refusal(ofRevoking count: Int, of all: Int, allowing person: String) -> RunError? {
    guard !guardrails.allowsLargeRevokes, count >= Self.fewestOfLarge,
      count * 100 > all * Self.largestPart
    else { return nil }
    return RunError(
      .refused,
      "this would take back \(count) of the \(all) permissions that \(person) grants, more than"
        + " \(Self.largestPart) %; nothing of it was sent. Give --allow-large-revoke if that is meant"
    )
  }
}
