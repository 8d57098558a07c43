import Journal

/// The next of what earlier attempts have done, read from the journal some way ahead of the script.
///
/// A resumed script asks for its changes in nearly the order in which the journal has them, so most are
/// here when they are asked for; the others are looked up one by one. A run may have made a million, and
/// here are some ten thousand of them at most.
struct Recollection: Sendable {
  /// How many are read at once.
  static let page = 1000
  /// No more are read while there are so many: as many as a batch has items under way.
  static let room = 10_000
  /// Nor while there are so many pages, of which single changes may be left.
  static let mostPages = 20
  /// So many that are asked for beyond what is here show that what is here is not asked for any more.
  static let mostBeyond = 500

  private var answers = AnsweredPages()
  /// The number of the last that was read.
  private(set) var end = 0
  private var isComplete = false
  private var isReading = false
  private var beyond = 0

  /// The answer to that change; a change is asked for once.
  mutating func take(_ key: ChangeKey) -> AnsweredChange? { answers.take(key) }

  /// Whether it is time to read on; now and then, because it is asked after each answer.
  var isRunningOut: Bool { !isComplete && answers.count % (Self.page / 2) == 0 }

  /// Begins to read on, if there is something to read and room for it.
  ///
  /// - Returns: The number after which to read.
  mutating func beginPage() -> Int? {
    guard !isReading, !isComplete, answers.count < Self.room, answers.pageCount < Self.mostPages
    else { return nil }
    isReading = true
    return end
  }

  /// Takes over what was read; nil where it could not be read.
  mutating func endPage(_ changes: [AnsweredChange]?, _ replay: Replay) {
    isReading = false
    guard let changes else {
      isComplete = true
      return
    }
    isComplete = changes.count < Self.page
    answers.add(changes) { [end] in $0.number > end && !replay.isAsked($0.number) }
    end = max(end, changes.last?.number ?? end)
  }

  /// A change was looked up that is not here, and the journal has it under that number.
  ///
  /// - Returns: Whether it is time to read on, from there.
  mutating func missed(_ number: Int) -> Bool {
    guard number > end else { return false }
    beyond += 1
    guard beyond >= Self.mostBeyond else { return false }
    // The script was edited: it has left out so much that the rest is far ahead.
    answers = AnsweredPages()
    (end, beyond) = (number, 0)
    return true
  }
}
