/* Error tables: made by C, made by preludes, and what is added to an error that nobody caught. */
#include "shims.h"

#include <string.h>

char clua_error_meta, clua_wrapped_meta;

/* [-0, +0, -] */
void clua_set_error_metatable(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_error_meta);
  lua_setmetatable(L, -2);
}

/* [-0, +0, m] Sets `where` in the table on top. */
static void set_place(lua_State *L) {
  clua_place place;
  if (!clua_find_place(clua_host_of(L), &place)) return;
  lua_pushliteral(L, "where");
  lua_pushfstring(L, "%s:%d", place.source, place.line);
  lua_rawset(L, -3);
}

/* [-0, +0, v] */
int clua_raise(lua_State *L, const char *kind, const char *message) {
  luaL_checkstack(L, 8, NULL);
  lua_createtable(L, 0, 3);
  lua_pushliteral(L, "kind");
  lua_pushstring(L, kind);
  lua_rawset(L, -3);
  lua_pushliteral(L, "message");
  lua_pushstring(L, message);
  lua_rawset(L, -3);
  set_place(L);
  clua_set_error_metatable(L);
  return lua_error(L);
}

/* [-0, +0, m] */
static int type_of_field(lua_State *L, int index, const char *name) {
  lua_pushstring(L, name);
  int type = lua_rawget(L, index);
  lua_pop(L, 1);
  return type;
}

/* [-0, +0, m] Was the running C function called from a prelude? */
static bool is_called_by_prelude(lua_State *L) {
  lua_Debug frame;
  return lua_getstack(L, 1, &frame) && lua_getinfo(L, "S", &frame) && clua_is_trusted(&frame)
    && strcmp(frame.what, "C") != 0;
}

/* [-n, +0, v] Lua's own `error`, except that a new error table of a prelude (level other than 0)
   reads like those of the host: with the script's place and a readable tostring. */
int clua_error(lua_State *L) {
  int level = (int)luaL_optinteger(L, 2, 1);
  lua_settop(L, 1);
  if (level == 0) return clua_raise_again(L);
  if (lua_type(L, 1) == LUA_TSTRING) {
    luaL_where(L, level);
    lua_pushvalue(L, 1);
    lua_concat(L, 2);
  } else if (lua_istable(L, 1) && is_called_by_prelude(L)) {
    if (lua_getmetatable(L, 1)) {
      lua_settop(L, 1);
    } else if (type_of_field(L, 1, "kind") == LUA_TSTRING) {
      if (type_of_field(L, 1, "where") == LUA_TNIL) set_place(L);
      clua_set_error_metatable(L);
    }
  }
  return lua_error(L);
}

/* [-n, +1, e] "kind: message", or "kind (status): message". */
int clua_error_tostring(lua_State *L) {
  lua_settop(L, 1);
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushliteral(L, "kind"), lua_rawget(L, 1);
  lua_pushliteral(L, "message"), lua_rawget(L, 1);
  lua_pushliteral(L, "status"), lua_rawget(L, 1);
  const char *kind = lua_tostring(L, 2), *message = lua_tostring(L, 3);
  const char *status = lua_tostring(L, 4);
  if (!kind) kind = "error";
  if (!message) message = "?";
  if (status) lua_pushfstring(L, "%s (%s): %s", kind, status, message);
  else lua_pushfstring(L, "%s: %s", kind, message);
  return 1;
}

/* [-1, +1, e] */
static int text_of(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}

/* [-1, +1, e] A task's message handler: puts the error into a table with what is only known while
   its frames are there. The error itself stays as it is: it may be the script's own table.
   Host mode, because the script's cap may be the very error. */
int clua_wrap_error(lua_State *L) {
  clua_host *h = clua_host_of(L);
  h->host_mode++;
  if (!lua_checkstack(L, 30)) {
    h->host_mode--;
    return 1;
  }
  lua_settop(L, 1);
  lua_createtable(L, CLUA_ERROR_PARTS, 0);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_wrapped_meta);
  lua_setmetatable(L, 2);
  lua_pushvalue(L, 1);
  lua_rawseti(L, 2, 1);
  luaL_traceback(L, L, NULL, 1);
  lua_rawseti(L, 2, 2);
  clua_place place;
  if (clua_find_place(h, &place)) {
    lua_pushstring(L, place.source);
    lua_rawseti(L, 2, 3);
    lua_pushinteger(L, place.line);
    lua_rawseti(L, 2, 4);
  }
  clua_push_trace(L);
  lua_rawseti(L, 2, 6);
  bool is_foreign = lua_istable(L, 1) && type_of_field(L, 1, "message") != LUA_TSTRING;
  h->host_mode--;
  if (is_foreign && luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
    /* The script's own code may say what its error means; what that raises is not the news. */
    lua_settop(L, 2);
    lua_pushcfunction(L, text_of);
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK) lua_rawseti(L, 2, 5);
  }
  lua_settop(L, 2);
  return 1;
}

/* [-1, +1 or +CLUA_ERROR_PARTS, -] What clua_wrap_error has put together, in a row;
   else the error alone. Answers how many. */
int clua_unwrap_error(lua_State *L) {
  if (!lua_istable(L, -1) || !lua_getmetatable(L, -1)) return 1;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_wrapped_meta);
  bool is_wrapped = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  if (!is_wrapped) return 1;
  int wrapped = lua_gettop(L);
  for (int i = 1; i <= CLUA_ERROR_PARTS; i++) lua_rawgeti(L, wrapped, i);
  lua_remove(L, wrapped);
  return CLUA_ERROR_PARTS;
}
