package import CloseAPI

extension RunEngine {
  /// Whom people let send as them now: everybody in whose name this run has read or changed the whole
  /// list, as the latest answer has it.
  package var standing: [UserID: [UserID]] {
    lanes.compactMapValues { lane in
      lane.queue.book?.values.map(\.allowedUserID).sorted { $0.rawValue < $1.rawValue }
    }
  }
}
