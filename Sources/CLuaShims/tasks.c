/* Tasks: a coroutine each, pinned in the registry, and the primitives that preludes get. */
#include "shims.h"

/* Makes `state` the innermost coroutine. */
void clua_link_in(clua_host *h, struct clua_link *link, lua_State *state) {
  link->state = state;
  link->below = h->chain;
  h->chain = link;
  h->innermost = state;
  if (h->armed) clua_arm(state);
}

void clua_link_out(clua_host *h, struct clua_link *link) {
  h->chain = link->below;
  h->innermost = h->chain ? h->chain->state : NULL;
  if (h->armed && h->innermost) clua_arm(h->innermost);
}

/* [-n, +m, -] 1: the handler; above it the results, or the error. */
static int task_end(lua_State *L, int status, lua_KContext unused) {
  (void)unused;
  lua_sethook(L, NULL, 0, 0); /* a kill would meet this function's return, and lose the traceback */
  bool is_ok = status == LUA_OK || status == LUA_YIELD;
  lua_pushboolean(L, is_ok);
  lua_replace(L, 1);
  if (!is_ok) clua_unwrap_error(L);
  return lua_gettop(L);
}

/* [-n, +m, v] Every coroutine's body runs under lua_pcallk: its unwinding switches hooks on again
   after an error that a hook has raised, so that __close stays killable, and lets __close wait for
   the host. lua_resetthread does neither. */
static int task_main(lua_State *L) {
  clua_check_cap(L);
  lua_pushcfunction(L, clua_wrap_error);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, task_end);
  return task_end(L, status, 0);
}

/* [-0, +0, e] */
static clua_text text_at(lua_State *L, int index) {
  clua_text text = {NULL, 0};
  text.start = luaL_optlstring(L, index, NULL, &text.length);
  return text;
}

/* [-n, +1, e] label, perhaps title, number and name, function, arguments → the new task's number */
static int task_spawn(lua_State *L) {
  int function = 2;
  while (function < 5 && lua_type(L, function) != LUA_TFUNCTION) function++;
  luaL_checktype(L, function, LUA_TFUNCTION);
  clua_birth birth = {0};
  birth.label.start = luaL_checklstring(L, 1, &birth.label.length);
  if (function > 2) birth.title = text_at(L, 2);
  if (function > 3) birth.number = luaL_checkinteger(L, 3);
  if (function > 4) birth.name = text_at(L, 4);
  clua_host *h = clua_host_of(L);
  int arguments = lua_gettop(L) - function + 1; /* the function is one for task_main */
  struct clua_idle *idle = h->idle_count > 0 ? &h->idle[h->idle_count - 1] : NULL;
  lua_State *task = idle ? idle->state : lua_newthread(L);
  if (!idle) lua_insert(L, function);
  if (!lua_checkstack(task, arguments + 2)) return luaL_error(L, "too many arguments");
  lua_pushcfunction(task, task_main);
  lua_xmove(L, task, arguments);
  /* The last thing that can raise. */
  int pin = idle ? idle->pin : luaL_ref(L, LUA_REGISTRYINDEX);
  if (idle) h->idle_count--;
  clua_find_place(h, &birth.place);
  h->host_mode++;
  lua_Integer id = h->swift.spawned(h->context, task, pin, arguments, &birth);
  h->host_mode--;
  lua_pushinteger(L, id);
  return 1;
}

/* [-n, +1, -] */
static int task_current(lua_State *L) {
  lua_pushinteger(L, clua_host_of(L)->task);
  return 1;
}

/* [-n, +1, v] → the value that woke it */
static int task_park(lua_State *L) {
  clua_host *h = clua_host_of(L);
  if (!clua_can_wait(L)) return clua_refuse_waiting(L, NULL);
  lua_settop(L, 0);
  clua_place place;
  clua_find_place(h, &place);
  h->host_mode++;
  int n = h->swift.park(h->context, L, &place);
  h->host_mode--;
  if (n == CLUA_RAISE) return lua_error(L);
  clua_set_parked(L, true);
  return lua_yieldk(L, 0, 0, clua_answer);
}

/* [-n, +1, e] task, value → was it parked */
static int task_wake(lua_State *L) {
  clua_host *h = clua_host_of(L);
  lua_Integer task = luaL_checkinteger(L, 1);
  lua_settop(L, 2);
  h->host_mode++;
  bool was_parked = h->swift.wake(h->context, L, task);
  h->host_mode--;
  lua_pushboolean(L, was_parked);
  return 1;
}

/* [-n, +0, e] task */
static int task_cancel(lua_State *L) {
  clua_host *h = clua_host_of(L);
  lua_Integer task = luaL_checkinteger(L, 1);
  h->host_mode++;
  h->swift.cancel(h->context, task);
  h->host_mode--;
  return 0;
}

/* [-0, +1, m] */
void clua_push_tasks(lua_State *L) {
  const luaL_Reg primitives[] = {{"spawn", task_spawn}, {"current", task_current},
    {"park", task_park}, {"wake", task_wake}, {"cancel", task_cancel},
    {"lock", clua_lock}, {"traceback", clua_note_error},
    {"upvalue", clua_upvalue}, {"join", clua_join}, {"metatable", clua_metatable}, {NULL, NULL}};
  lua_newtable(L);
  luaL_setfuncs(L, primitives, 0);
}

void clua_begin(clua_host *h, lua_State **task, int *pin) {
  lua_State *L = h->main;
  h->host_mode++;
  *task = lua_newthread(L);
  lua_insert(L, -2);
  lua_pushcfunction(*task, task_main);
  lua_xmove(L, *task, 1);
  *pin = luaL_ref(L, LUA_REGISTRYINDEX);
  h->host_mode--;
}

int clua_load(clua_host *h, const char *source, size_t length, const char *name, lua_State **task,
              int *pin) {
  int status = clua_compile(h->main, source, length, name);
  if (status == LUA_OK) clua_begin(h, task, pin);
  return status;
}

void clua_end(clua_host *h, lua_State *task, int pin) {
  lua_Debug frame;
  bool is_over = lua_status(task) == LUA_OK && !lua_getstack(task, 0, &frame);
  /* One that the script has seen stays that task's: it may be the key of something. */
  if (is_over && !(*clua_extra(task) & CLUA_SHOWN) && h->idle_count < CLUA_MOST_IDLE) {
    lua_settop(task, 0);
    h->idle[h->idle_count++] = (struct clua_idle){task, pin};
    return;
  }
  h->host_mode++;
  luaL_unref(h->main, LUA_REGISTRYINDEX, pin);
  h->host_mode--;
}

clua_run clua_resume(clua_host *h, lua_State *task, clua_burst burst) {
  clua_run run = {0};
  struct clua_link link;
  h->base = task;
  h->task = burst.task;
  h->cancellable = burst.cancellable;
  h->cancelled = false;
  h->is_interrupt = burst.is_interrupt;
  h->armed = burst.cancel_now ? CLUA_CANCEL : 0;
  h->last = (clua_place){0};
  clua_link_in(h, &link, task);
  h->burst++;
  run.status = lua_resume(task, NULL, burst.arguments, &run.results);
  h->burst++;
  clua_settle_refusal(task);
  run.killed = h->armed > CLUA_CANCEL ? h->armed : 0;
  run.last = h->last;
  run.cancelled = h->cancelled;
  h->armed = 0;
  clua_link_out(h, &link);
  h->base = NULL;
  h->task = 0;
  return run;
}
