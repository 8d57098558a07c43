import Foundation

/// All that was learned of buckets, and its form as text.
struct LearnedLimits: Sendable, Equatable {
  /// More than an account has; a file that grows for ever serves nobody.
  static let most = 500

  private(set) var all: [LearnedLimit] = []

  init() {}

  /// Reads what an earlier run has written; what cannot be read was not learned.
  init(text: String) {
    guard text.utf8.count <= 1 << 20,
      let read = try? JSONDecoder().decode([LearnedLimit].self, from: Data(text.utf8))
    else { return }
    all = read.filter { $0.limit > 0 && $0.window >= 0 && $0.window.isFinite }
  }

  /// One limit per line, so that people can read it.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = all.compactMap { limit in
      (try? encoder.encode(limit)).map { String(decoding: $0, as: UTF8.self) }
    }
    return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
  }

  /// What is known of that group.
  func limit(organization: String, group: String) -> LearnedLimit? {
    all.first { $0.organization == organization && $0.group == group }
  }

  /// Takes over what this run has learned; the newest is last.
  mutating func merge(_ news: [LearnedLimit]) {
    for limit in news {
      all.removeAll { $0.organization == limit.organization && $0.group == limit.group }
      all.append(limit)
    }
    all.removeFirst(max(0, all.count - Self.most))
  }
}
