/* Where Lua cannot wait, the error says inside of which function, and what to do instead. */
#include "shims.h"

#include <string.h>

#define MAX_LEVELS 64

/* Library functions that call a script's code in a way that no yield can cross. */
static const struct { const char *name, *way_out; } blockers[] = {
  {"table.sort", "fetch what is needed before sorting"},
  {"string.gsub", "collect the matches with string.gmatch and call in a loop"},
  {"string.format", "call tostring before, which can wait"},
  {"print", "call tostring before, which can wait"},
  {"table.concat", "copy the values into a plain table first"},
  {"table.unpack", "copy the values into a plain table first"},
  {"table.insert", "assign with t[#t + 1] = value"},
  {"table.remove", "assign to the fields one by one"},
  {"table.move", "assign to the fields one by one"},
  {"coroutine.close", "let the coroutine run to its end instead"},
};
static const char *const ipairs[] = {"ipairs", "count with for i = 1, #t do"};
static const char *const handler[] =
  {"the message handler of xpcall", "wait after xpcall has returned"};

/* [-0, +0, -] Can all coroutines from here down to the task yield? */
bool clua_can_wait(lua_State *L) { return lua_isyieldable(L) && !clua_host_of(L)->stuck; }

struct reason {
  const char *inside, *way_out;
  bool is_handler;
};

/* [-1, +0, -] Does the function with the name on top stand in the way? */
static bool is_blocker(lua_State *L, const lua_Debug *frame, struct reason *reason) {
  const char *name = lua_isstring(L, -1) ? lua_tostring(L, -1) : "";
  size_t count = sizeof blockers / sizeof *blockers, i = 0;
  while (i < count && strcmp(blockers[i].name, name) != 0) i++;
  if (i < count) reason->inside = blockers[i].name, reason->way_out = blockers[i].way_out;
  /* Of Lua's own iterators, this is the only one that calls a metamethod. */
  else if (!*name && strcmp(frame->namewhat, "for iterator") == 0)
    reason->inside = ipairs[0], reason->way_out = ipairs[1];
  reason->is_handler |= strcmp(name, "xpcall") == 0 || strcmp(name, "error") == 0;
  lua_pop(L, 1);
  return reason->inside;
}

/* [-0, +0, m] */
static void find_blocker(lua_State *L, struct reason *reason) {
  lua_Debug frame;
  /* The first is the call that would wait. */
  int level = 1;
  for (struct clua_link *link = clua_host_of(L)->chain; link; link = link->below, level = 0) {
    for (; level < MAX_LEVELS; level++) {
      if (!lua_getstack(link->state, level, &frame)) break;
      lua_getinfo(link->state, "S", &frame);
      if (strcmp(frame.what, "C") != 0 || !lua_checkstack(link->state, 2)) continue;
      lua_getinfo(link->state, "nf", &frame);
      lua_xmove(link->state, L, 1);
      if (level == 0) frame.namewhat = ""; /* has resumed what is inside */
      clua_push_global_name(L);
      if (is_blocker(L, &frame, reason)) return;
    }
  }
}

/* [-0, +0, v] `function`: Swift's, if it is one that would wait. */
int clua_refuse_waiting(lua_State *L, void *function) {
  struct reason reason = {0};
  clua_host *h = clua_host_of(L);
  luaL_checkstack(L, 20, NULL);
  h->host_mode++;
  if (function) h->swift.name(function, L);
  else lua_pushliteral(L, "this call");
  find_blocker(L, &reason);
  if (!reason.inside && reason.is_handler)
    reason.inside = handler[0], reason.way_out = handler[1];
  if (!reason.inside)
    reason.inside = "a library callback", reason.way_out = "fetch what is needed before";
  const char *message = lua_pushfstring(L,
    "%s waits for an answer, and Lua cannot wait inside %s; %s", lua_tostring(L, -1),
    reason.inside, reason.way_out);
  h->host_mode--;
  return clua_raise(L, "cannot_wait", message);
}
