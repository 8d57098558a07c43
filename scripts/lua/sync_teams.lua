-- Makes a CSV true: each allowing person lets exactly the people of their rows send as them.
--
--   sendas run sync_teams.lua TEAMS.csv [--prune] [--skip-missing]
--
-- TEAMS.csv has the columns `allowing` and `allowed`, both emails. What is missing is granted; with
-- --prune, who is not in a person's rows loses the permission, but only of people who have rows.
-- `sendas plan sync_teams.lua TEAMS.csv --prune` shows it first. Running it again is safe.
local people = require("people")

local args = script.arguments{
  about = "Makes a CSV true: who lets whom send email as them.",
  { file = "teams", help = "CSV with the columns allowing and allowed, both emails" },
  { option = "prune", type = "boolean", help = "also take back what is not in the file" },
  { option = "skip_missing", type = "boolean", help = "go on without people who have no credential here" },
}

-- Whom each is to allow, in the order of the file. A row that cannot be read stops it: to prune by half
-- a file would take back what is meant to stay.
local teams, wanted = {}, {}
for row in csv.rows(args.teams, { "allowing", "allowed" }) do
  local email = row.allowing:lower()
  if not wanted[email] then
    wanted[email] = { email = email, allowed = {} }
    teams[#teams + 1] = wanted[email]
  end
  local allowed = wanted[email].allowed
  allowed[#allowed + 1] = people.person(row.allowed).email
end

local emails = {}
for _, team in ipairs(teams) do emails[#emails + 1] = team.email end
people.coverage(emails)
people.prove(emails, args.skip_missing)

local report = batch.each(teams, function(team)
  local made = sendas.as(team.email).sync(team.allowed, { prune = args.prune })
  print(("%s: granted %d, revoked %d, unchanged %d"):format(team.email, #made.granted, #made.revoked,
    #made.unchanged))
end, { on_error = "continue", key = function(team) return team.email end })
if #report.failed > 0 then
  log.warn(("%d of %d people are not as the file says"):format(#report.failed, #teams))
end
