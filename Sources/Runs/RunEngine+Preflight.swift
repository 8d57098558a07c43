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
    return await withTaskGroup(of: (Int, Result<Identity, any Error>).self) { group in
      for (index, word) in words.enumerated() {
        group.addTask { [self] in
          do { return (index, .success(try await identity(word))) } catch {
            return (index, .failure(error))
          }
        }
      }
      var results: [(Int, Result<Identity, any Error>)] = []
      for await result in group {
        results.append(result)
        if results.count < words.count { stillness.rests() }
      }
      return results.sorted { $0.0 < $1.0 }.map { (words[$0.0], $0.1) }
    }
  }
}
