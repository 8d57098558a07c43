/* What of Lua's own library scripts can reach is changed here or taken away. */
#include "shims.h"

#include <string.h>

/* [-0, +0, v] The metatable at index 2 may not have this key. */
static void refuse_key(lua_State *L, const char *key) {
  lua_pushstring(L, key);
  if (lua_rawget(L, 2) != LUA_TNIL)
    luaL_error(L, "%s", clua_reason_against(key, strlen(key)));
  lua_pop(L, 1);
}

/* [-n, +1, e] */
static int safe_setmetatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
    return luaL_error(L, "cannot change a protected metatable");
  if (type == LUA_TTABLE) {
    refuse_key(L, "__gc");
    refuse_key(L, "__concat");
  }
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

/* [-n, +1, e] */
static int count_garbage(lua_State *L) {
  const char *what = luaL_optstring(L, 1, "collect");
  if (strcmp(what, "count") != 0)
    return luaL_error(L, "only collectgarbage(\"count\") is available");
  lua_pushnumber(L, lua_gc(L, LUA_GCCOUNT) + lua_gc(L, LUA_GCCOUNTB) / 1024.0);
  return 1;
}

/* [-n, +1, e] debug.traceback, with the slots that luaL_traceback of 5.4.4 forgets to ask for. */
static int traceback(lua_State *L) {
  lua_State *of = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
  int first = of == L && !lua_isthread(L, 1) ? 1 : 2;
  const char *message = lua_tostring(L, first);
  if (!message && !lua_isnoneornil(L, first)) {
    lua_pushvalue(L, first);
    return 1;
  }
  int level = (int)luaL_optinteger(L, first + 1, of == L);
  luaL_checkstack(L, 20, NULL);
  if (!lua_checkstack(of, 20)) return luaL_error(L, "stack overflow");
  luaL_traceback(L, of, message, level);
  return 1;
}

/* [-0, +0, m] Replaces a library's table by one with these functions only. */
static void keep_only(lua_State *L, const char *library, const char *const names[]) {
  lua_newtable(L);
  lua_getglobal(L, library);
  for (; *names; names++) {
    lua_getfield(L, -1, *names);
    lua_setfield(L, -3, *names);
  }
  lua_pop(L, 1);
  lua_setglobal(L, library);
}

/* [-0, +0, m] */
void clua_open_sandbox(lua_State *L) {
  const char *const os[] = {"clock", "date", "difftime", "time", NULL};
  const char *const gone[] = {"dofile", "loadfile", "debug", NULL};
  keep_only(L, "os", os);
  for (const char *const *name = gone; *name; name++) lua_pushnil(L), lua_setglobal(L, *name);
  lua_newtable(L);
  lua_pushcfunction(L, traceback);
  lua_setfield(L, -2, "traceback");
  lua_setglobal(L, "debug");

  lua_register(L, "setmetatable", safe_setmetatable);
  lua_register(L, "collectgarbage", count_garbage);
  lua_register(L, "error", clua_error);

  lua_getglobal(L, "string");
  lua_pushnil(L);
  lua_setfield(L, -2, "dump");
  lua_pop(L, 1);
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
}
