-- Lets people send email as others: one row of a CSV, one permission.
--
--   sendas run onboard.lua [--both] [--skip-missing] PEOPLE.csv
--
-- PEOPLE.csv has the columns `allowing` and `allowed`, both emails: the allowing person lets the
-- allowed one send as them; with --both also the other way round. Each allowing person needs a
-- credential (a profile). Running it again is safe: what is there already is not sent again. A bad
-- row is reported and the others go on; where somebody has no credential, nothing is changed, or with
-- --skip-missing their rows fail alone.
local people = require("people")

local args = script.arguments{
  about = "Lets people send email as others: one row of a CSV, one permission.",
  { file = "people", help = "CSV with the columns allowing and allowed, both emails" },
  { option = "both", type = "boolean", help = "each row also the other way round" },
  { option = "skip_missing", type = "boolean", help = "go on without people who have no credential here" },
}
local file = args.people

local function pair_of(row)
  return (row.allowing .. " -> " .. row.allowed):lower()
end

local rows, first_seen, givers = {}, {}, {}
for row, number in csv.rows(file, { "allowing", "allowed" }) do
  local is_readable, pair = pcall(pair_of, row)
  if is_readable and first_seen[pair] then
    log.warn(("%s: rows %d and %d are the same (%s)"):format(file, first_seen[pair], number, pair))
  else
    -- A row that cannot be read fails below, as an item of its own.
    if is_readable then
      first_seen[pair] = number
      givers[#givers + 1] = row.allowing
      if args.both then givers[#givers + 1] = row.allowed end
    end
    rows[#rows + 1] = row
  end
end
local _, wanted = people.coverage(givers)
people.prove(wanted, args.skip_missing)

batch.each(rows, function(row)
  sendas.as(row.allowing).grant(row.allowed)
  if args.both then sendas.as(row.allowed).grant(row.allowing) end
end, { on_error = "continue" })
