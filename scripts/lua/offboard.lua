-- Takes all permissions of somebody who leaves: those they have given, and those they have received.
--
--   sendas run offboard.lua LEAVER@EXAMPLE.COM [--deactivate]
--
-- Only the one who has given a permission can take it back, so what is left for lack of a credential
-- is listed with the reason, and the script then fails. Running it again is safe. It deactivates nobody,
-- unless with --deactivate: as the last thing, and only when nothing remains.
local people = require("people")

local args = script.arguments{
  about = "Takes all permissions of somebody who leaves: given and received.",
  { positional = "leaver", help = "the email or user id of the one who leaves" },
  { option = "deactivate", type = "boolean", help = "then deactivate them in Close, if nothing remains" },
}

local leaver = people.person(args.leaver)
local by_id, active = people.everybody()
local acting = people.coverage{ leaver.email, table.unpack(active) }

local function email_of(id) return by_id[id] and by_id[id].email or id end
local function functions_of(id) return acting[email_of(id):lower()] end

local allowing, allowed = people.links(leaver, acting)
local own, givers = functions_of(leaver.id), {}
for _, id in ipairs(allowing) do
  if functions_of(id) then givers[#givers + 1] = email_of(id) end
end
if own then givers[#givers + 1] = leaver.email end
sendas.preflight(givers)

batch.phase("what " .. leaver.email .. " has given", function()
  batch.each(own and allowed or {}, function(id) own.revoke(id) end, { on_error = "continue", key = email_of })
end)
batch.phase("what " .. leaver.email .. " has received", function()
  batch.each(givers, function(email)
    local giver = acting[email:lower()]
    if giver ~= own then giver.revoke(leaver.id) end
  end, { on_error = "continue" })
end)

-- What Close says now counts, not what was asked for.
local remains = {}
local is_all
allowing, allowed, is_all = people.links(leaver, acting)
local function remain(giver, receiver)
  local why = functions_of(giver) and "still there" or "no credential for " .. email_of(giver)
  remains[#remains + 1] = { allowing = email_of(giver), allowed = email_of(receiver), why = why }
end
for _, id in ipairs(allowed) do remain(leaver.id, id) end
for _, id in ipairs(allowing) do remain(id, leaver.id) end
for _, email in ipairs(is_all and {} or active) do
  if not acting[email:lower()] and email ~= leaver.email and leaver.active then
    local why = "cannot be seen: neither of the two has a credential here"
    remains[#remains + 1] = { allowing = email, allowed = leaver.email, why = why }
  end
end

if #remains > 0 then
  table_view(remains, { "allowing", "allowed", "why" })
  error(("%d permissions of %s remain or cannot be seen; add the credentials and run this again")
    :format(#remains, leaver.email), 0)
end
print("nothing remains of " .. leaver.email)
if args.deactivate then
  for _, member in ipairs(organization.members{}) do
    if member.user_id == leaver.id then
      close.delete("/membership/" .. member.id .. "/")
      print(leaver.email .. " is deactivated")
    end
  end
end
