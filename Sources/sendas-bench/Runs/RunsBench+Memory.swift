extension RunsBench {
  private static let rows = 1_000_000

  /// What a million operations leave behind, and what a million rows take.
  static func memory() async throws -> [Figure] {
    try await EmulatorProcess.use(lenders: 20, borrowers: 100, allGranted: true) { office in
      try office.write("", to: "empty.lua")
      // 10,000 tasks of 100 operations each.
      try office.write(
        """
        local count = 0
        local function items()
          local i = 0
          return function()
            i = i + 1
            if i <= 10000 then return { number = i } end
          end
        end
        batch.each(items(), function(item)
          local me = sendas.as("p" .. item.number % 20)
          for i = 20, 119 do
            me.grant("p" .. i .. "@bench.test")
            count = count + 1
            if count == 100000 or count == 1000000 then print("mark") end
          end
        end, { concurrency = 1000 })
        """, to: "million.lua")
      try office.write(
        """
        batch.each(csv.rows("people.csv"), function(row) sendas.as(row.from).grant(row.to) end)
        """, to: "csv.lua")
      try office.write(people, to: "people.csv")
      let empty = try await office.trial("empty.lua", journal: "empty.sqlite")
      let million = try await office.trial("million.lua", journal: "million.sqlite")
      let table = try await office.trial("csv.lua", journal: "csv.sqlite")
      guard million.marks.count == 2 else {
        throw Child.Failure(description: "the million operations were not made")
      }
      return [
        Figure(
          what: "resident after 1,000,000 operations", against: "after the first 100,000",
          value: million.marks[1] / million.marks[0], bound: 1.05),
        Figure(
          what: "a CSV of 1,000,000 rows with nothing to change, most resident",
          against: "the empty program", value: table.peak - empty.peak, bound: 64, unit: "MB"),
      ]
    }
  }

  /// Each row another, though there are only 2,000 pairs.
  private static var people: String {
    var text = "from,to,note\n"
    text.reserveCapacity(rows * 32)
    for row in 0..<rows { text += "p\(row % 20),p\(20 + row / 20 % 100)@bench.test,row \(row)\n" }
    return text
  }
}
