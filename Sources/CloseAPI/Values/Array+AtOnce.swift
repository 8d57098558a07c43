extension Array where Element: Sendable {
  /// Does something with all elements at the same time.
  ///
  /// - Parameters:
  ///   - body: What is done with each.
  ///   - ended: Called, one after the other, when one has ended, with how many have not.
  /// - Returns: What came of each, in the order of the elements.
  package func mapAtOnce<Value: Sendable>(
    _ body: @escaping @Sendable (Element) async throws -> Value,
    ended: @Sendable (Int) -> Void = { _ in }
  ) async -> [Result<Value, any Error>] {
    await withTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
      for (index, element) in enumerated() {
        group.addTask {
          // Not within the tuple: the optimizer of Swift 6.3.1 makes `(index, .success(try await …))`
          // a tuple whose index is 0.
          let result: Result<Value, any Error>
          do { result = .success(try await body(element)) } catch { result = .failure(error) }
          return (index, result)
        }
      }
      var results: [(Int, Result<Value, any Error>)] = []
      for await result in group {
        results.append(result)
        ended(count - results.count)
      }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
