/* Text becomes functions: scripts in their environment, preludes in the raw globals. */
#include "shims.h"

#include <string.h>

char clua_env;

/* [-0, +1, -] The chunk's name as Lua writes it into messages is only in functions made of it. */
static int refuse_text(lua_State *L, const char *name, int line, const char *reason) {
  int status = luaL_loadbufferx(L, "", 0, name, "t");
  if (status != LUA_OK) return status;
  lua_Debug info;
  lua_getinfo(L, ">S", &info);
  clua_host_of(L)->host_mode++;
  lua_pushfstring(L, "%s:%d: %s", info.short_src, line, reason);
  clua_host_of(L)->host_mode--;
  return LUA_ERRSYNTAX;
}

/* [-0, +1, -] Text that is no prelude. LUA_OK, or a status with the message on top. */
int clua_load_text(lua_State *L, const char *source, size_t length, const char *name) {
  int line;
  const char *reason = clua_find_forbidden(source, length, &line);
  if (reason) return refuse_text(L, name, line, reason);
  return luaL_loadbufferx(L, source, length, name, "t");
}

/* [-0, +1, -] A script: without a byte order mark and a "#!" line, lines numbered as in the file.
   LUA_OK, or a status with the message on top. */
int clua_compile(lua_State *L, const char *source, size_t length, const char *name) {
  if (length >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) source += 3, length -= 3;
  if (length && *source == '#') {
    const char *end = memchr(source, '\n', length);
    length = end ? length - (size_t)(end - source) : 0;
    source = end ? end : "";
  }
  int status = clua_load_text(L, source, length, name);
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
  h->armed = 0;
  if (status != LUA_OK) return status;
  h->host_mode++;
  if (lua_istable(L, -1)) lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_env);
  else lua_pop(L, 1);
  h->host_mode--;
  return LUA_OK;
}
