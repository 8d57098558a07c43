-- Gives one person what another has: everybody who lets FROM send as them lets TO do so, too.
--
--   sendas run handover.lua FROM@EXAMPLE.COM TO@EXAMPLE.COM [--given]
--
-- With --given also the other way: whom FROM lets send, TO lets send as well. FROM keeps everything;
-- offboard.lua takes it. Running it again is safe.
local people = require("people")

local args = script.arguments{
  about = "Gives one person what another has.",
  { positional = "from", help = "the email or user id of the one who has it" },
  { positional = "to", help = "the email or user id of the one who is to have it, too" },
  { option = "given", type = "boolean", help = "also what FROM has given: TO gives it as well" },
}

local from, to = people.person(args.from), people.person(args.to)
if from.id == to.id then error("FROM and TO are the same person", 0) end
local by_id, active = people.everybody()
local emails = { from.email }
for _, email in ipairs(active) do emails[#emails + 1] = email end
local acting = people.coverage(emails)

local allowing, is_all = people.who_allow(from, acting)
if not is_all then
  log.warn(("no credential for %s: who lets them send is known only of those who are covered"):format(from.email))
end
local jobs = {}
for _, id in ipairs(allowing) do
  -- TO cannot be let send as TO.
  if id ~= to.id then jobs[#jobs + 1] = { giver = by_id[id] or { email = id }, receiver = to } end
end

if args.given then
  local own = acting[from.email:lower()]
  if not own then error("--given needs the credential of " .. from.email .. ", to know what they have given", 0) end
  for _, association in ipairs(own.list{}) do
    local receiver = by_id[association.allowed_user_id]
    if receiver and receiver.active and receiver.id ~= to.id then
      jobs[#jobs + 1] = { giver = to, receiver = receiver }
    end
  end
end

batch.each(jobs, function(job)
  sendas.as(job.giver.email).grant(job.receiver.id)
end, {
  on_error = "continue",
  key = function(job) return job.giver.email .. " -> " .. job.receiver.email end,
})
