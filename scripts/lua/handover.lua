-- Gives one person what another has: everybody who lets FROM send as them lets TO do so, too.
--
--   sendas run handover.lua FROM@EXAMPLE.COM TO@EXAMPLE.COM [--given] [--skip-missing]
--
-- With --given also the other way: whom FROM lets send, TO lets send as well. FROM keeps everything;
-- offboard.lua takes it. Running it again is safe.
local people = require("people")

local args = script.arguments{
  about = "Gives one person what another has.",
  { positional = "from", help = "the email or user id of the one who has it" },
  { positional = "to", help = "the email or user id of the one who is to have it, too" },
  { option = "given", type = "boolean", help = "also what FROM has given: TO gives it as well" },
  { option = "skip_missing", type = "boolean", help = "go on without people who have no credential here" },
}

local from, to = people.person(args.from), people.person(args.to)
if from.id == to.id then error("FROM and TO are the same person", 0) end
local by_id, active = people.everybody()
local acting = people.coverage{ from.email, table.unpack(active) }

local allowing, allowed, is_all = people.links(from, acting)
if not is_all then
  log.warn(("no credential for %s: what they have is known only as far as others are covered"):format(from.email))
end

local jobs, givers = {}, {}
local function give(giver, receiver)
  -- Nobody can be let send as themselves, and who has left cannot be let send at all.
  if not giver or not receiver or giver.id == receiver.id or not receiver.active then return end
  jobs[#jobs + 1] = { giver = giver.email, receiver = receiver.email }
  givers[#givers + 1] = giver.email
end
for _, id in ipairs(allowing) do give(by_id[id], to) end
for _, id in ipairs(args.given and allowed or {}) do give(to, by_id[id]) end
people.prove(givers, args.skip_missing)

batch.each(jobs, function(job)
  sendas.as(job.giver).grant(job.receiver)
end, {
  on_error = "continue",
  key = function(job) return job.giver .. " -> " .. job.receiver end,
})
