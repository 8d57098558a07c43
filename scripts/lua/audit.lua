-- Shows who may send email as whom, as far as the credentials here can tell. Changes nothing.
--
--   sendas run audit.lua [--csv FILE] [--inactive]
--
-- A pair is known when one of its two people has a credential. People who have left and still may
-- send are marked, because nobody looks at them any more.
local people = require("people")

local args = script.arguments{
  about = "Shows who may send email as whom, as far as the credentials here can tell.",
  { option = "csv", help = "write all pairs to this file as well, for a spreadsheet" },
  { option = "inactive", type = "boolean", help = "only pairs with somebody who has left" },
}

local by_id, active = people.everybody()
local acting = people.coverage(active)

local pairs_seen = {}
batch.each(active, function(email)
  local functions = acting[email:lower()]
  if not functions then return end
  local me = functions.me().id
  for _, list in ipairs{ functions.list{}, functions.list{ allowed_user_id = me } } do
    for _, association in ipairs(list) do
      pairs_seen[association.allowing_user_id .. " " .. association.allowed_user_id] = association
    end
  end
end, { on_error = "continue" })

local rows, left = {}, 0
for _, association in pairs(pairs_seen) do
  local allowing, allowed = by_id[association.allowing_user_id], by_id[association.allowed_user_id]
  local has_left = not (allowing and allowing.active and allowed and allowed.active)
  if has_left then left = left + 1 end
  if has_left or not args.inactive then
    rows[#rows + 1] = {
      allowing = allowing and allowing.email or association.allowing_user_id,
      allowed = allowed and allowed.email or association.allowed_user_id,
      note = not (allowed and allowed.active) and "has left and still may send"
        or not (allowing and allowing.active) and "may send as somebody who has left" or "",
    }
  end
end
table.sort(rows, function(a, b)
  if a.allowing ~= b.allowing then return a.allowing < b.allowing end
  return a.allowed < b.allowed
end)

local columns = { "allowing", "allowed", "note" }
if args.csv then csv.write(args.csv, rows, columns, { for_spreadsheet = true }) end
table_view(rows, columns)
log.info(("%d pairs, %d of them with somebody who has left"):format(#rows, left))
