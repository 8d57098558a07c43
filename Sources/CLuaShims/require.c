/* require, which can wait: for what a module does while it loads, and for another task that is
   loading the same one. Swift finds modules and knows who loads what. */
#include "shims.h"

/* [-n, +1, v] 1: the name, 2: the message handler, 3: the module's value or the error. In C, so
   that even a kill does not leave the module half loaded: no hook runs before the first line. */
static int require_k(lua_State *L, int status, lua_KContext unused) {
  (void)unused;
  clua_host *h = clua_host_of(L);
  lua_remove(L, 2);
  bool is_ok = status == LUA_OK || status == LUA_YIELD;
  if (is_ok) {
    if (lua_isnil(L, 2)) {
      lua_pushboolean(L, true);
      lua_replace(L, 2);
    }
    h->host_mode++;
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_rawset(L, lua_upvalueindex(1));
    h->host_mode--;
  }
  h->host_mode++;
  h->swift.required(h->context, L);
  h->host_mode--;
  return is_ok ? 1 : clua_raise_again(L);
}

/* [-n, +1, v] Also the continuation after waiting for another task: above the name are then true,
   or false and an error. */
static int require_try(lua_State *L, int status, lua_KContext unused) {
  (void)unused;
  clua_host *h = clua_host_of(L);
  if (status == LUA_YIELD) {
    clua_set_parked(L, false);
    clua_check_cap(L);
    if (!lua_toboolean(L, 2)) {
      lua_settop(L, 3);
      return lua_error(L);
    }
  }
  lua_settop(L, 1);
  lua_pushvalue(L, 1);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  lua_settop(L, 1);
  h->host_mode++;
  int n = h->swift.require(h->context, L, clua_can_wait(L));
  h->host_mode--;
  if (n == CLUA_RAISE) return lua_error(L);
  if (n == CLUA_PARK) {
    clua_set_parked(L, true);
    return lua_yieldk(L, 0, 0, require_try);
  }
  size_t length; /* 2: the text, 3: the chunk's name */
  const char *source = lua_tolstring(L, 2, &length);
  status = clua_is_over_cap(L) ? LUA_ERRMEM : clua_compile(L, source, length, lua_tostring(L, 3));
  if (status != LUA_OK) {
    h->host_mode++;
    h->swift.required(h->context, L);
    h->host_mode--;
    return status == LUA_ERRMEM ? clua_raise_memory(L) : lua_error(L);
  }
  lua_pushcfunction(L, clua_note_error);
  lua_replace(L, 2);
  lua_replace(L, 3);
  lua_settop(L, 3);
  lua_pushvalue(L, 1);
  return require_k(L, lua_pcallk(L, 1, 1, 2, 0, require_k), 0);
}

/* [-n, +1, v] Upvalue: the loaded modules. */
static int require(lua_State *L) {
  luaL_checkstring(L, 1);
  return require_try(L, LUA_OK, 0);
}

/* [-0, +0, m] */
void clua_open_require(lua_State *L) {
  lua_newtable(L);
  lua_pushcclosure(L, require, 1);
  lua_setglobal(L, "require");
}
