/// Dates of HTTP headers, in the three forms of RFC 9110 section 5.6.7.
enum HTTPDate {
  /// Seconds since 1970, or nil when the text is no date.
  ///
  /// Understood are `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and
  /// `Sun Nov  6 08:49:37 1994`.
  static func seconds(_ text: some StringProtocol) -> Double? {
    guard text.utf8.count <= 64 else { return nil }
    let words = Substring(text).split { " ,-\t".contains($0) }
    guard words.count >= 5 else { return nil }
    // The weekday says nothing that the date does not.
    if let month = month(words[1]) {
      return moment(day: words[2], month: month, year: words[4], time: words[3])
    }
    guard words.count == 6, words[5] == "GMT", let month = month(words[2]) else { return nil }
    return moment(day: words[1], month: month, year: words[3], time: words[4])
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func month(_ word: Substring) -> Int? {
    months.firstIndex(of: word.lowercased()).map { $0 + 1 }
  }

  private static func moment(
    day: Substring, month: Int, year: Substring, time: Substring
  ) -> Double? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3,
      let day = number(day, in: 1...31), var year = number(year, in: 0...9999),
      let hour = number(clock[0], in: 0...23), let minute = number(clock[1], in: 0...59),
      let second = number(clock[2], in: 0...60)
    else { return nil }
    // Two digits: the server writes about its present, so the century is the one of computers.
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    let days = daysSince1970(year: year, month: month, day: day)
    return Double(((days * 24 + hour) * 60 + minute) * 60 + second)
  }

  private static func number(_ word: Substring, in range: ClosedRange<Int>) -> Int? {
    guard word.utf8.count <= 4, word.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(word), range.contains(number)
    else { return nil }
    return number
  }

  /// The proleptic Gregorian calendar, with years that begin in March so that the leap day is last.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
