/// Finds credentials of people who have no profile.
///
/// Whoever knows them is asked once for all whom tasks wait for: words are gathered until nothing
/// moves any more (see ``Stillness``), because then nobody can add to them.
actor StrangerDesk {
  private let source: any IdentitySource
  private let stillness: Stillness
  private var known: [String: IdentityCandidate] = [:]
  private var asked: Set<String> = []
  /// Once it has failed it is not asked again: a program that hangs would hold up every task.
  private var failure: (any Error)?
  private var isAsking = false
  private var waiting:
    [(word: String, continuation: CheckedContinuation<IdentityCandidate?, any Error>)] = []

  init(_ source: any IdentitySource, _ stillness: Stillness) {
    (self.source, self.stillness) = (source, stillness)
    stillness.alsoWhenStill { [weak self] in Task { await self?.ask() } }
  }

  /// Everybody who was found so far.
  var found: [IdentityCandidate] { known.values.sorted { $0.name < $1.name } }

  /// The person whom `word` names, or nil where nobody knows them.
  ///
  /// - Throws: ``RunError`` of kind `noCredential` where the one who is asked cannot answer.
  func candidate(_ word: String) async throws -> IdentityCandidate? {
    if let candidate = known[word] { return candidate }
    if let failure { throw failure }
    if asked.contains(word) { return nil }
    return try await withCheckedThrowingContinuation { continuation in
      waiting.append((word, continuation))
      stillness.rests()
    }
  }

  private func ask() async {
    guard !isAsking, !waiting.isEmpty else { return }
    isAsking = true
    let batch = waiting
    waiting = []
    do {
      let words = Set(batch.map(\.word)).sorted()
      for candidate in try await source.strangers(words) { known[candidate.name] = candidate }
      asked.formUnion(words)
    } catch {
      failure = error
    }
    isAsking = false
    // All of them move before the first is woken, as after any answer.
    stillness.moves(batch.count)
    for (word, continuation) in batch {
      if let failure {
        continuation.resume(throwing: failure)
      } else {
        continuation.resume(returning: known[word])
      }
    }
  }
}
