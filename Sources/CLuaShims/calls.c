/* A script calls Swift: the trampoline, and how an answer that came later goes on. */
#include "shims.h"

char clua_function_meta;

/* The key of the closures of Swift's functions by the functions' addresses. It holds them weakly, and
   a closure holds its function, so no address in it is another function's by now. */
char clua_closures;

/* [-n, +m, v] The continuation of a call whose answer came later. Above base: true and the values,
   or false and the error. */
int clua_answer(lua_State *L, int status, lua_KContext base) {
  (void)status;
  clua_set_parked(L, false);
  clua_check_cap(L);
  if (!lua_toboolean(L, (int)base + 1)) {
    lua_settop(L, (int)base + 2);
    return lua_error(L);
  }
  return lua_gettop(L) - (int)base - 1;
}

/* [-n, +m, v] Upvalues: the function's userdata, does it suspend. That a wait is possible is
   checked before anything starts: a call that is refused was never made. */
static int host_call(lua_State *L) {
  clua_host *h = clua_host_of(L);
  int base = lua_gettop(L);
  void **function = lua_touserdata(L, lua_upvalueindex(1));
  if (lua_toboolean(L, lua_upvalueindex(2)) && !clua_can_wait(L))
    return clua_refuse_waiting(L, *function);
  h->host_mode++;
  int n = h->swift.start(h->context, L, *function);
  h->host_mode--;
  if (n == CLUA_PARK) {
    clua_set_parked(L, true);
    return lua_yieldk(L, 0, base, clua_answer);
  }
  clua_check_cap(L);
  return n == CLUA_RAISE ? lua_error(L) : n;
}

/* [-0, +0, -] Swift's function that the closure on top calls; NULL: it is none of Swift's. */
void *clua_function_at(lua_State *L) {
  if (lua_tocfunction(L, -1) != host_call || !lua_getupvalue(L, -1, 1)) return NULL;
  void **box = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return *box;
}

/* [-0, +(1|0), -] The closure of a function that Lua has already. */
bool clua_push_known_function(lua_State *L, const void *function) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_closures);
  lua_rawgetp(L, -1, function);
  lua_remove(L, -2);
  if (!lua_isnil(L, -1)) return true;
  lua_pop(L, 1);
  return false;
}

/* [-0, +1, m] */
void clua_push_function(lua_State *L, void *function, bool suspends) {
  void **box = lua_newuserdatauv(L, sizeof *box, 0);
  *box = function;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_function_meta);
  lua_setmetatable(L, -2);
  lua_pushboolean(L, suspends);
  lua_pushcclosure(L, host_call, 2);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &clua_closures);
  lua_pushvalue(L, -2);
  lua_rawsetp(L, -2, function);
  lua_pop(L, 1);
}

/* [-1, +0, -] __gc of a function's userdata. */
int clua_release(lua_State *L) {
  void **box = lua_touserdata(L, 1);
  clua_host_of(L)->swift.release(*box);
  return 0;
}
