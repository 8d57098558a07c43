/// A script in which each of the first `lenders` people lets each of the next `borrowers` send as them.
struct GrantsScript {
  let lenders: Int
  let borrowers: Int

  /// The script, for an organization whose people are p0@bench.test, p1@bench.test, ….
  var source: String {
    """
    local rows = {}
    for i = 0, \(lenders - 1) do
      for j = \(lenders), \(lenders + borrowers - 1) do
        rows[#rows + 1] = { from = "p" .. i, to = "p" .. j .. "@bench.test" }
      end
    end
    batch.each(rows, function(row) sendas.as(row.from).grant(row.to) end)
    """
  }
}
