/* Tables that scripts can read and call into, but not change. They get an empty table before the
   real one, because __newindex is not asked about names that are there. */
#include "shims.h"

static char lock; /* a key of such a table's metatable, which no script ever gets */

/* [-n, +0, v] Upvalue: what the table is called. */
static int refuse_change(lua_State *L) {
  return luaL_error(L, "%s cannot be changed", lua_tostring(L, lua_upvalueindex(1)));
}

/* [-n, +1 or +2, v] Upvalue: the real table. */
static int next_field(lua_State *L) {
  lua_settop(L, 2);
  if (lua_next(L, lua_upvalueindex(1))) return 2;
  lua_pushnil(L);
  return 1;
}

/* [-n, +3, m] Upvalue: the real table. */
static int each_field(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushcclosure(L, next_field, 1);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

/* [-n, +1, m] Upvalue: the real table. */
static int length(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
  return 1;
}

/* [-0, +0, m] Sets a function in the table on top; its upvalue is at the index. */
static void set_event(lua_State *L, const char *event, lua_CFunction function, int upvalue) {
  lua_pushstring(L, event);
  lua_pushvalue(L, upvalue);
  lua_pushcclosure(L, function, 1);
  lua_rawset(L, -3);
}

/* [-n, +1, e] table, label, missing → the table to give to scripts. `missing`, if given, is called
   with the real table and a name that it does not have. */
int clua_lock(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkstring(L, 2);
  lua_settop(L, 3);
  if (!lua_isnil(L, 3)) {
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 3);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, 1);
  }
  lua_newtable(L);
  lua_createtable(L, 0, 6);
  lua_pushvalue(L, 1);
  lua_setfield(L, -2, "__index");
  set_event(L, "__newindex", refuse_change, 2);
  set_event(L, "__pairs", each_field, 1);
  set_event(L, "__len", length, 1);
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  lua_pushvalue(L, 2);
  lua_rawsetp(L, -2, &lock);
  lua_setmetatable(L, -2);
  return 1;
}

/* [-n, +1, v] */
static int safe_rawset(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 2);
  luaL_checkany(L, 3);
  lua_settop(L, 3);
  if (lua_getmetatable(L, 1)) {
    if (lua_rawgetp(L, -1, &lock) != LUA_TNIL)
      return luaL_error(L, "%s cannot be changed", lua_tostring(L, -1));
    lua_settop(L, 3);
  }
  lua_rawset(L, 1);
  return 1;
}

/* [-0, +0, m] */
void clua_open_locks(lua_State *L) { lua_register(L, "rawset", safe_rawset); }
