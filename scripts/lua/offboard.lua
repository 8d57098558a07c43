-- Takes all permissions of somebody who leaves: those they have given, and those they have received.
--
--   sendas run offboard.lua LEAVER@EXAMPLE.COM
--
-- Only the one who has given a permission can take it back, so what is left for lack of a credential
-- is listed with the reason, and the script then fails. Running it again is safe. It deactivates
-- nobody: do that in Close, when nothing remains.
local people = require("people")

local args = script.arguments{
  about = "Takes all permissions of somebody who leaves: given and received.",
  { positional = "leaver", help = "the email or user id of the one who leaves" },
}

local leaver = people.person(args.leaver)
local by_id, active = people.everybody()
local emails = { leaver.email }
for _, email in ipairs(active) do emails[#emails + 1] = email end
local acting = people.coverage(emails)
local own = acting[leaver.email:lower()]
local remains = {}

local function remain(allowing, allowed, why)
  remains[#remains + 1] = { allowing = allowing, allowed = allowed, why = why }
end

batch.phase("what " .. leaver.email .. " has given", function()
  if not own then
    return remain(leaver.email, "unknown", "no credential for " .. leaver.email)
  end
  batch.each(own.list{}, function(association) own.revoke(association) end)
end)

local allowing, is_all = people.who_allow(leaver, acting)
batch.phase("what " .. leaver.email .. " has received", function()
  batch.each(allowing, function(id)
    local giver = by_id[id]
    local functions = giver and acting[giver.email:lower()]
    if functions then
      functions.revoke(leaver.id)
    else
      remain(giver and giver.email or id, leaver.email, "no credential for " .. (giver and giver.email or id))
    end
  end)
end)
if not is_all and #emails > 0 then
  for _, email in ipairs(active) do
    if email ~= leaver.email and not acting[email:lower()] then
      remain(email, leaver.email, "not known: neither of them has a credential here")
    end
  end
end

-- What the server says now counts, not what was asked for.
if own then
  for _, association in ipairs(own.list{}) do remain(leaver.email, association.allowed_user_id, "still there") end
end
if #remains == 0 then
  print(("nothing remains of %s"):format(leaver.email))
else
  table.sort(remains, function(a, b) return a.allowing < b.allowing end)
  table_view(remains, { "allowing", "allowed", "why" })
  error(("%d permissions of %s remain or cannot be seen; add the credentials and run this again")
    :format(#remains, leaver.email), 0)
end
