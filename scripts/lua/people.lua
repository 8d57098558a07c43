-- What the scripts beside this file have in common: who has a credential here, and who may send as
-- whom. A module: local people = require("people")
local people = {}

local function email_of(user) return user.email end

-- Says for whom we can act, of a list of emails, and answers { [email] = functions of sendas.as }.
function people.coverage(emails)
  local acting, missing, seen, wanted = {}, {}, {}, {}
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
    elseif found.kind == "no_credential" or found.kind == "unauthorized" then
      missing[#missing + 1] = email
    else
      error(found, 0)
    end
  end)
  table.sort(missing)
  log.info(("%d of %d people have a credential here%s"):format(#wanted - #missing, #wanted,
    #missing > 0 and "; not covered: " .. table.concat(missing, ", ") or ""))
  return acting
end

-- Everybody by user id, and the emails of those who are active.
function people.everybody()
  local by_id, active = {}, {}
  for user in users.each() do
    by_id[user.id] = user
    if user.active then active[#active + 1] = email_of(user) end
  end
  return by_id, active
end

-- The person of that email or id; nobody is an error.
function people.person(word)
  return users.find(word) or error("nobody in the organization has the email or id '" .. word .. "'", 0)
end

-- Who lets this person send as them: with their own credential all of them, else those of `acting`.
-- Answers a list of user ids, and whether it is all.
function people.who_allow(person, acting)
  local own, allowing = acting[person.email:lower()], {}
  if own then
    for _, association in ipairs(own.list{ allowed_user_id = person.id }) do
      allowing[#allowing + 1] = association.allowing_user_id
    end
    return allowing, true
  end
  local items = {}
  for email, functions in pairs(acting) do items[#items + 1] = { email = email, acts = functions } end
  batch.each(items, function(item)
    local me = item.acts.me().id
    if me ~= person.id and #item.acts.list{ allowing_user_id = me, allowed_user_id = person.id } > 0 then
      allowing[#allowing + 1] = me
    end
  end, { key = email_of })
  table.sort(allowing)
  return allowing, false
end

return people
