/// The limit in front of a whole server: so many requests in any second, whatever they ask for.
///
/// Its refusals come without headers, from a server whose answers otherwise have them. What was
/// admitted in the second before such a refusal, less a tenth, is then the most; a limit that is
/// configured is obeyed from the start.
struct IngressLimit: Sendable {
  private static let span = 1.0
  /// Seconds without a refusal after which one more is dared.
  private static let patience = 10.0

  /// Requests in any second; nil while nobody has met a limit.
  private(set) var most: Double?
  /// Whether a refusal has shown it, in this run or an earlier one.
  private(set) var isLearned = false
  /// The account of the last second: a log, which is safe whatever the phase of the server's seconds.
  private var ledger: Ledger
  /// Never dared again.
  private var ceiling = Double.infinity
  private var lastCut = -Double.infinity
  private var growsAt = Double.infinity

  init(most: Int?, isStrict: Bool) {
    ledger = Ledger(share: 1, isStrict: isStrict)
    ledger.kind = .log
    ledger.logWindow = Self.span
    if let most { set(Double(max(1, most))) }
  }

  /// Takes over what an earlier run has learned.
  mutating func remember(_ learned: Int) {
    set(min(most ?? .infinity, Double(max(1, learned))))
    isLearned = true
  }

  private mutating func set(_ value: Double) {
    most = value
    ceiling = min(ceiling, value)
    ledger.limit = Int(value)
  }

  mutating func verdict(at now: Double) -> Verdict {
    if now >= growsAt, let most, most < ceiling {
      self.most = min(ceiling, most + 1)
      ledger.limit = self.most.map { Int($0) }
      growsAt = now + Self.patience
    }
    return ledger.limit == nil ? .go : ledger.verdict(at: now)
  }

  mutating func sent(_ ticket: Ticket, at now: Double) { ledger.sent(ticket, at: now) }

  /// Notes that a request got past, or may have got past.
  mutating func passed(_ ticket: Ticket, at now: Double) {
    ledger.over(ticket, isCounted: true, at: now)
  }

  mutating func unused(_ ticket: Ticket) { ledger.unused(ticket) }

  /// Notes a refusal; `pause` is what it asks for, if anything.
  mutating func refused(_ ticket: Ticket, pause: Double?, at now: Double) {
    guard let sent = ledger.inFlight[ticket]?.sent else { return }
    ledger.over(ticket, isCounted: false, at: now)
    ledger.block(until: now + (pause ?? Self.span))
    growsAt = now + Self.patience
    // Those that were on their way at the last cut tell nothing new.
    guard sent > lastCut else { return }
    let admitted = Double(max(1, ledger.log.count(after: now - Self.span)))
    let first = isLearned ? most : nil
    lastCut = now
    isLearned = true
    let value = first.map { min($0, admitted) * 0.7 } ?? min(most ?? .infinity, admitted * 0.9)
    ceiling = .infinity
    set(max(1, value))
  }
}
