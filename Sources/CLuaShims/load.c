/* The scripts' `load`: text only, because 5.4.4 crashes on corrupted binary chunks; in the scripts'
   environment unless one is given; never with a name like a prelude's. */
#include "shims.h"

#include <string.h>

/* [-n, +m, e] 1: the text, 2: its name or nil, 4: the environment. */
static int load_text(lua_State *L, bool has_env) {
  size_t length;
  const char *source = lua_tolstring(L, 1, &length);
  if (lua_isnil(L, 2)) lua_pushvalue(L, 1);
  else lua_pushvalue(L, 2);
  const char *name = luaL_checkstring(L, -1);
  if (strncmp(name, "=[", 2) == 0) name++;
  if (clua_load_text(L, source, length, name) != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (has_env) lua_pushvalue(L, 4);
  else lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_env);
  if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
  return 1;
}

/* [-n, +0, e] Joins the pieces at 5 into the text at 1. */
static void join(lua_State *L) {
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  lua_Integer count = (lua_Integer)lua_rawlen(L, 5);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, 5, i);
    luaL_addvalue(&buffer);
  }
  luaL_pushresult(&buffer);
  lua_replace(L, 1);
  lua_settop(L, 4);
}

/* [-n, +m, v] Also the continuation after the reader, at 1, has answered with a piece, at 6. */
static int read_pieces(lua_State *L, int status, lua_KContext has_env) {
  while (status == LUA_OK || status == LUA_YIELD) {
    if (lua_gettop(L) == 6) {
      if (lua_isnil(L, 6) || (lua_isstring(L, 6) && *lua_tostring(L, 6) == '\0')) {
        join(L);
        return load_text(L, has_env);
      }
      if (!lua_isstring(L, 6)) {
        lua_pushnil(L);
        lua_pushliteral(L, "reader function must return a string");
        return 2;
      }
      lua_rawseti(L, 5, (lua_Integer)lua_rawlen(L, 5) + 1);
    }
    lua_pushvalue(L, 1);
    status = lua_pcallk(L, 0, 1, 0, has_env, read_pieces);
  }
  lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

/* [-n, +m, v] */
static int load(lua_State *L) {
  bool has_env = !lua_isnone(L, 4);
  lua_settop(L, 4);
  if (lua_type(L, 1) == LUA_TSTRING) return load_text(L, has_env);
  luaL_checktype(L, 1, LUA_TFUNCTION);
  if (lua_isnil(L, 2)) {
    lua_pushliteral(L, "=(load)");
    lua_replace(L, 2);
  }
  lua_newtable(L);
  return read_pieces(L, LUA_OK, has_env);
}

/* [-0, +0, m] */
void clua_open_load(lua_State *L) { lua_register(L, "load", load); }
