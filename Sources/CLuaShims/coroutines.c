/* The script's own coroutines: host calls pass through them to the task, pure ones stay pure. */
#include "shims.h"

#define MAX_CLOSING 32 /* 5.4.4 forgets the C stack's depth in nested coroutine.close */

/* [-n, +m, v] 1: the message handler. */
static int body_end(lua_State *L, int status, lua_KContext unused) {
  (void)unused;
  return status == LUA_OK || status == LUA_YIELD ? lua_gettop(L) - 1 : lua_error(L);
}

/* [-n, +m, v] See task_main. */
static int body(lua_State *L) {
  lua_pushcfunction(L, clua_note_error);
  lua_insert(L, 1);
  return body_end(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, body_end), 0);
}

/* [-0, +0, -] Is it running, or waiting for one that it has resumed? */
static bool is_active(lua_State *L, lua_State *co) {
  lua_Debug frame;
  return co == L || (lua_status(co) == LUA_OK && lua_getstack(co, 0, &frame));
}

/* [-0, +0, -] Why `co` cannot be resumed with n values; NULL: it can. */
static const char *refusal_of(lua_State *L, lua_State *co, int n) {
  if (clua_is_parked(co)) return "cannot resume a coroutine that waits for an answer";
  if (is_active(L, co)) return "cannot resume non-suspended coroutine";
  int status = lua_status(co);
  if (status > LUA_YIELD || (status == LUA_OK && lua_gettop(co) == 0))
    return "cannot resume dead coroutine";
  if (!lua_checkstack(co, n + 1)) return "too many arguments to resume";
  return NULL;
}

static int co_k(lua_State *L, int status, lua_KContext context);

/* [-n, +m, v] L resumes co with the values above base. */
static int co_run(lua_State *L, lua_State *co, int base, bool is_wrap) {
  clua_host *h = clua_host_of(L);
  int n = lua_gettop(L) - base, results = 0;
  const char *refusal = refusal_of(L, co, n);
  if (refusal) {
    if (is_wrap) return luaL_error(L, "%s", refusal);
    lua_pushboolean(L, false);
    lua_pushstring(L, refusal);
    return 2;
  }
  lua_xmove(L, co, n);
  if (lua_status(co) == LUA_OK) n = lua_gettop(co) - 1; /* first: body's function is one, too */
  bool is_stuck = !lua_isyieldable(L);
  h->stuck += is_stuck;
  struct clua_link link;
  clua_link_in(h, &link, co);
  int status = lua_resume(co, L, n, &results);
  clua_link_out(h, &link);
  h->stuck -= is_stuck;
  if (status == LUA_YIELD && clua_is_parked(co)) {
    clua_set_parked(L, true);
    return lua_yieldk(L, 0, ((lua_KContext)base << 1) | is_wrap, co_k);
  }
  if (status == LUA_OK || status == LUA_YIELD) {
    if (!lua_checkstack(L, results + 1)) {
      clua_pop(co, results);
      return luaL_error(L, "too many results to resume");
    }
    if (!is_wrap) lua_pushboolean(L, true);
    lua_xmove(co, L, results);
    return results + !is_wrap;
  }
  if (!is_wrap) lua_pushboolean(L, false);
  lua_xmove(co, L, 1);
  return is_wrap ? clua_raise_again(L) : 2;
}

/* [-0, +0, v] */
static lua_State *co_at(lua_State *L, bool is_wrap) {
  lua_State *co = lua_tothread(L, is_wrap ? lua_upvalueindex(1) : 1);
  luaL_argexpected(L, co, 1, "coroutine");
  return co;
}

/* [-n, +m, v] The host's answer has come: it goes on down to the coroutine that called. */
static int co_k(lua_State *L, int status, lua_KContext context) {
  (void)status;
  clua_set_parked(L, false);
  lua_State *co = co_at(L, context & 1);
  clua_set_parked(co, false);
  return co_run(L, co, (int)(context >> 1), context & 1);
}

/* [-n, +m, v] */
static int co_resume(lua_State *L) { return co_run(L, co_at(L, false), 1, false); }
static int co_wrapped(lua_State *L) { return co_run(L, co_at(L, true), 0, true); }

/* [-n, +1, e] */
static int co_create(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *co = lua_newthread(L);
  lua_pushcfunction(co, body);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  return 1;
}

/* [-n, +1, e] */
static int co_wrap(lua_State *L) {
  co_create(L);
  lua_pushcclosure(L, co_wrapped, 1);
  return 1;
}

/* [-n, +m, v] */
static int co_yield(lua_State *L) {
  if (clua_host_of(L)->base == L)
    return luaL_error(L, "attempt to yield from outside a coroutine");
  return lua_yield(L, lua_gettop(L));
}

/* [-n, +1, -] A task is a coroutine, but not one that the script can yield from. */
static int co_isyieldable(lua_State *L) {
  lua_State *co = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
  lua_pushboolean(L, co != clua_host_of(L)->base && lua_isyieldable(co));
  return 1;
}

/* [-n, +2, -] */
static int co_running(lua_State *L) {
  *clua_extra(L) |= CLUA_SHOWN;
  lua_pushboolean(L, lua_pushthread(L));
  return 2;
}

/* [-n, +1 or +2, v] */
static int co_close(lua_State *L) {
  clua_host *h = clua_host_of(L);
  lua_State *co = co_at(L, false);
  if (clua_is_parked(co) || is_active(L, co))
    return luaL_error(L, "cannot close a running coroutine");
  if (h->closing == MAX_CLOSING) return luaL_error(L, "coroutine.close is nested too deep");
  struct clua_link link;
  h->closing++, h->stuck++;
  clua_link_in(h, &link, co);
  int status = lua_resetthread(co);
  clua_link_out(h, &link);
  h->closing--, h->stuck--;
  lua_pushboolean(L, status == LUA_OK);
  if (status == LUA_OK) return 1;
  lua_xmove(co, L, 1);
  return 2;
}

/* [-0, +0, m] `status` stays Lua's own. */
void clua_open_coroutines(lua_State *L) {
  const luaL_Reg functions[] = {{"create", co_create}, {"wrap", co_wrap}, {"resume", co_resume},
    {"yield", co_yield}, {"isyieldable", co_isyieldable}, {"running", co_running},
    {"close", co_close}, {NULL, NULL}};
  lua_getglobal(L, "coroutine");
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}
