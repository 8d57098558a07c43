import CloseAPI

extension RunEngine {
  /// Proves the credentials of all these people, at the same time.
  ///
  /// - Throws: ``RunError`` of kind `noCredential` that names all that are missing or wrong.
  public func preflight(_ words: [String]) async throws -> [Identity] {
    var problems: [String] = []
    var proven: [Identity] = []
    var known: String?
    for (word, result) in await proofs(of: words) {
      switch result {
      case .success(let identity): proven.append(identity)
      case .failure(let error):
        let missing = (error as? RunError)?.cause as? MissingCredential
        known = known ?? missing?.known
        problems.append("\(word): \(missing?.short ?? "\(error)")")
      }
    }
    guard problems.isEmpty else {
      let lines = problems + (known.map { [$0] } ?? [])
      throw RunError(
        .noCredential,
        "\(problems.count) of \(words.count) people have no usable credential here:\n  "
          + lines.joined(separator: "\n  "))
    }
    return proven
  }

  private func proofs(of words: [String]) async -> [(String, Result<Identity, any Error>)] {
    guard !words.isEmpty else { return [] }
    // All of them move before the first begins, so that those without a profile are asked for
    // together. The caller is one of them: it goes on when the last has come to its end.
    stillness.moves(words.count - 1)
    let results = await words.mapAtOnce { [self] in
      try await provenIdentity($0)
    } ended: { [stillness] left in
      if left > 0 { stillness.rests() }
    }
    return Array(zip(words, results))
  }
}
