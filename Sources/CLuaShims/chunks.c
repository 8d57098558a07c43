/* Text becomes functions: scripts in their environment, preludes in the raw globals. */
#include "shims.h"

#include <string.h>

char clua_env;

/* [-0, +1, -] A script: without a byte order mark and a "#!" line, lines numbered as in the file.
   LUA_OK, or a status with the message on top. */
int clua_compile(lua_State *L, const char *source, size_t length, const char *name) {
  if (length >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) source += 3, length -= 3;
  if (length && *source == '#') {
    const char *end = memchr(source, '\n', length);
    length = end ? length - (size_t)(end - source) : 0;
    source = end ? end : "";
  }
  int status = luaL_loadbufferx(L, source, length, name, "t");
  if (status != LUA_OK) return status;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_env);
  if (!lua_setupvalue(L, -2, 1)) lua_pop(L, 1);
  return LUA_OK;
}

int clua_check(clua_host *h, const char *source, size_t length, const char *name) {
  int status = clua_compile(h->main, source, length, name);
  if (status == LUA_OK) lua_pop(h->main, 1);
  return status;
}

int clua_prelude(clua_host *h, const char *source, size_t length, const char *name) {
  lua_State *L = h->main;
  int status = luaL_loadbufferx(L, source, length, name, "t");
  if (status != LUA_OK) return status;
  h->host_mode++;
  clua_push_tasks(L);
  h->host_mode--;
  struct clua_link link;
  clua_link_in(h, &link, L);
  status = lua_pcall(L, 1, 1, 0);
  clua_link_out(h, &link);
  if (status != LUA_OK) return status;
  h->host_mode++;
  if (lua_istable(L, -1)) lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_env);
  else lua_pop(L, 1);
  h->host_mode--;
  return LUA_OK;
}
