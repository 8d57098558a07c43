/* Opening and closing a state, and the values that only the host can make. */
#include "shims.h"

#include <lua5.4/lualib.h>
#include <stdlib.h>

char clua_array_meta, clua_null;

/* [-1, +1, -] */
static int null_tostring(lua_State *L) {
  lua_pushliteral(L, "null");
  return 1;
}

/* [-0, +1, m] A new metatable with one function that scripts cannot see or change. */
static void new_metatable(lua_State *L, const char *event, lua_CFunction function) {
  lua_newtable(L);
  lua_pushcfunction(L, function);
  lua_setfield(L, -2, event);
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
}

/* [-0, +0, m] */
static void make_metatables(lua_State *L) {
  new_metatable(L, "__tostring", clua_error_tostring);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_error_meta);
  new_metatable(L, "__gc", clua_release);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_function_meta);
  lua_newtable(L);
  lua_newtable(L);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_closures);
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_wrapped_meta);
  lua_newtable(L); /* not locked: a script may give such a table a metatable of its own */
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_array_meta);
  lua_pushlightuserdata(L, &clua_null); /* null is the only one that scripts ever get */
  new_metatable(L, "__tostring", null_tostring);
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

/* [-n, +0, e] Neither io nor package: there is nothing in them that a script may use. */
static int open_libraries(lua_State *L) {
  const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base}, {LUA_COLIBNAME, luaopen_coroutine},
    {LUA_TABLIBNAME, luaopen_table}, {LUA_STRLIBNAME, luaopen_string},
    {LUA_MATHLIBNAME, luaopen_math}, {LUA_UTF8LIBNAME, luaopen_utf8}, {LUA_OSLIBNAME, luaopen_os},
    {LUA_DBLIBNAME, luaopen_debug}, {NULL, NULL}};
  for (const luaL_Reg *library = libraries; library->func; library++) {
    luaL_requiref(L, library->name, library->func, 1);
    lua_pop(L, 1);
  }
  make_metatables(L);
  clua_open_coroutines(L);
  clua_open_require(L);
  clua_open_load(L);
  clua_open_tostring(L);
  clua_open_locks(L);
  clua_open_traces(L);
  clua_open_sandbox(L);
  clua_push_globals(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_env);
  return 0;
}

/* Must not return: Swift may be on the stack. */
static int panic(lua_State *L) {
  (void)L;
  clua_die("error: an error outside any protection; ending the process\n");
}

clua_host *clua_open(clua_limits limits, clua_callbacks swift, void *context) {
  clua_host *h = calloc(1, sizeof *h);
  if (!h) return NULL;
  h->limits = limits;
  h->swift = swift;
  h->context = context;
  h->thread = pthread_self();
  h->main = lua_newstate(clua_allocate, h);
  if (!h->main) {
    clua_pool_close(&h->pool);
    free(h);
    return NULL;
  }
  *(void **)lua_getextraspace(h->main) = h;
  lua_atpanic(h->main, panic);
  clua_take_signal(h);
  clua_start_watchdog(h);
  lua_pushcfunction(h->main, open_libraries);
  if (lua_pcall(h->main, 0, 0, 0) == LUA_OK) return h;
  clua_close(h);
  return NULL;
}

void clua_close(clua_host *h) {
  clua_stop_watchdog(h);
  h->host_mode++;
  lua_close(h->main);
  clua_pool_close(&h->pool);
  free(h);
}

lua_State *clua_main(clua_host *h) { return h->main; }

/* [-0, +1, -] */
void clua_push_globals(lua_State *L) { lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); }

/* [-0, +1, -] */
void clua_push_null(lua_State *L) { lua_pushlightuserdata(L, &clua_null); }

/* [-0, +0, -] */
bool clua_is_null(lua_State *L, int index) {
  return lua_islightuserdata(L, index) && lua_touserdata(L, index) == &clua_null;
}

/* [-0, +0, -] An empty table does not say whether it is a list or a table of names. */
void clua_mark_array(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_array_meta);
  lua_setmetatable(L, -2);
}

/* [-0, +0, -] */
bool clua_is_marked_array(lua_State *L, int index) {
  if (!lua_getmetatable(L, index)) return false;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_array_meta);
  bool is_marked = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return is_marked;
}
