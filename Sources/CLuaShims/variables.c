/* A look behind functions and tables, for preludes only: what Lua's debug library has of it. */
#include "shims.h"

/* [-n, +2, e] function, index → the variable's name and value; nothing where there is none */
int clua_upvalue(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  const char *name = lua_getupvalue(L, 1, (int)luaL_checkinteger(L, 2));
  if (!name) return 0;
  lua_pushstring(L, name);
  lua_insert(L, -2);
  return 2;
}

/* [-n, +0, e] function, index, other, its index: both have the other's variable from now on */
int clua_join(lua_State *L) {
  int index = (int)luaL_checkinteger(L, 2), other = (int)luaL_checkinteger(L, 4);
  luaL_argcheck(L, lua_upvalueid(L, 1, index) && !lua_iscfunction(L, 1), 2, "no such variable");
  luaL_argcheck(L, lua_upvalueid(L, 3, other) && !lua_iscfunction(L, 3), 4, "no such variable");
  lua_upvaluejoin(L, 1, index, 3, other);
  return 0;
}

/* [-n, +1, e] value → its metatable, also where that is protected */
int clua_metatable(lua_State *L) {
  luaL_checkany(L, 1);
  if (!lua_getmetatable(L, 1)) lua_pushnil(L);
  return 1;
}
