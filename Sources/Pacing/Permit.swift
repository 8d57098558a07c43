/// Leave to send one request now.
///
/// Whoever holds one must say how the request ended: `answered`, `lost` or `unused`, exactly one of
/// them. A second call does nothing. Until then the request counts as being in flight.
public struct Permit: Sendable {
  let ticket: Ticket
  let pacer: Pacer

  /// Notes the answer: its HTTP status, and what its headers said of the limit.
  ///
  /// A 429 closes the bucket until its `reset` or `Retry-After`. It is no failed attempt: ask for a
  /// new permit and send again.
  public func answered(status: Int, reading: RateReading?) async {
    await pacer.answered(ticket, status: status, reading: reading)
  }

  /// Notes that no answer will come and that the connection is given up, though the server may
  /// have counted the request.
  public func lost() async {
    await pacer.lost(ticket)
  }

  /// Notes that the request never left: no connection, or nothing to send any more.
  public func unused() async {
    await pacer.unused(ticket)
  }
}
