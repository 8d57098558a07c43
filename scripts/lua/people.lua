-- What the scripts beside this file have in common: who has a credential here, and who may send as
-- whom. A module: local people = require("people")
local people = {}

-- Says for whom we can act, of a list of emails. Answers { [email] = functions of sendas.as }, and the emails.
function people.coverage(emails)
  local acting, missing, wanted, seen, known = {}, {}, {}, {}, {}
  for _, email in ipairs(emails) do
    email = email:lower()
    if not seen[email] then wanted[#wanted + 1] = email end
    seen[email] = true
  end
  -- All at once, and before anything is changed. What it raises is told below, person by person.
  pcall(sendas.preflight, wanted)
  batch.each(wanted, function(email)
    local ok, found = pcall(sendas.as, email)
    if ok then
      acting[email] = found
    elseif found.kind ~= "no_credential" and found.kind ~= "unauthorized" then
      error(found, 0)
    end
  end)
  -- `sendas plan` lets everybody act; who really could is configured, and proven by now.
  for _, identity in ipairs(sendas.identities()) do known[(identity.email or ""):lower()] = true end
  for _, email in ipairs(wanted) do
    if acting[email] and not known[acting[email].me().email:lower()] then acting[email] = nil end
    if not acting[email] then missing[#missing + 1] = email end
  end
  table.sort(missing)
  log.info(("%d of %d people have a credential here%s"):format(#wanted - #missing, #wanted,
    #missing > 0 and "; not covered: " .. table.concat(missing, ", ") or ""))
  return acting, wanted
end

-- Proves all credentials before anything is changed; with `skips` people without one fail alone later.
function people.prove(emails, skips)
  if skips then return end
  local ok, problem = pcall(sendas.preflight, emails)
  if ok then return end
  if problem.kind == "no_credential" then
    problem.message = problem.message .. "\nNothing was changed: add their profiles, or give --skip-missing"
  end
  error(problem, 0)
end

-- Everybody by user id, and the emails of those who are active.
function people.everybody()
  local by_id, active = {}, {}
  for user in users.each() do
    by_id[user.id] = user
    if user.active then active[#active + 1] = user.email end
  end
  return by_id, active
end

-- The person of that email or id.
function people.person(word)
  return users.find(word) or error("nobody in the organization has the email or id '" .. word .. "'", 0)
end

-- Who lets this person send, and whom they let send: two lists of user ids, and whether that is all.
-- Their own credential tells everything; without it, each of `acting` tells what they are part of.
function people.links(person, acting)
  local allowing, allowed, asked = {}, {}, {}
  local own = acting[person.email:lower()]
  for email in pairs(acting) do
    if acting[email] == (own or acting[email]) then asked[#asked + 1] = email end
  end
  batch.each(asked, function(email)
    local me = not own and acting[email].me().id or nil
    local to = acting[email].list{ allowing_user_id = me, allowed_user_id = person.id }
    for _, found in ipairs(to) do allowing[#allowing + 1] = found.allowing_user_id end
    local by = acting[email].list{ allowing_user_id = person.id, allowed_user_id = me }
    for _, found in ipairs(by) do allowed[#allowed + 1] = found.allowed_user_id end
  end)
  table.sort(allowing)
  table.sort(allowed)
  return allowing, allowed, own ~= nil
end

return people
