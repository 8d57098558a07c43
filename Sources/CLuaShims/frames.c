/* The stack when an error was raised, over all coroutines that had resumed each other. It is kept
   beside the error, which may be the script's own value, so that an error which is raised again,
   by a coroutine, a prelude or another task, still has its first one. */
#include "shims.h"

#include <string.h>

#define INNER 20 /* of a deep stack, so many frames from its top … */
#define OUTER 10 /* … and so many from its end */
#define MAX_TEXTS 256 /* those of strings are forgotten now and then: nothing else ends them */

char clua_traces, clua_trace_texts;

/* Appended to a flat list that is below the name on top of L: source or false, line, name or false,
   kind. */
struct trace {
  lua_State *L;
  lua_Integer count;
};

/* [-1, +0, -] */
static void add(struct trace *t, const char *source, lua_Integer line, int kind) {
  lua_State *L = t->L;
  lua_rawseti(L, -2, t->count + 3);
  if (source) lua_pushstring(L, source);
  else lua_pushboolean(L, false);
  lua_rawseti(L, -2, t->count + 1);
  lua_pushinteger(L, line);
  lua_rawseti(L, -2, t->count + 2);
  lua_pushinteger(L, kind);
  lua_rawseti(L, -2, t->count + 4);
  t->count += 4;
}

/* [-0, +1, -] What the caller calls it. */
static void push_called(lua_State *L, const lua_Debug *frame) {
  if (!frame->name) lua_pushboolean(L, false);
  else if (strcmp(frame->namewhat, "metamethod") == 0) lua_pushfstring(L, "__%s", frame->name);
  else lua_pushstring(L, frame->name);
}

/* [-1, +1, m] A function → its name in the globals and the tables in them, or nil. */
void clua_push_global_name(lua_State *L) {
  int function = lua_gettop(L), globals = function + 1, value = function + 3;
  clua_push_globals(L);
  for (lua_pushnil(L); lua_next(L, globals); lua_settop(L, globals + 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) continue;
    if (lua_rawequal(L, function, value)) {
      lua_pushvalue(L, -2);
      lua_replace(L, function);
      lua_settop(L, function);
      return;
    }
    if (!lua_istable(L, value) || lua_rawequal(L, globals, value)) continue;
    for (lua_pushnil(L); lua_next(L, value); lua_pop(L, 1)) {
      if (lua_type(L, -2) != LUA_TSTRING || !lua_rawequal(L, function, -1)) continue;
      lua_pushfstring(L, "%s.%s", lua_tostring(L, globals + 1), lua_tostring(L, -2));
      lua_replace(L, function);
      lua_settop(L, function);
      return;
    }
  }
  lua_settop(L, function - 1);
  lua_pushnil(L);
}

/* [-0, +1, m] On L: the name of a function that is no script's, running in `state`. */
void clua_push_host_name(lua_State *L, lua_State *state, lua_Debug *frame) {
  lua_getinfo(state, "nf", frame);
  lua_xmove(state, L, 1);
  void *function = clua_function_at(L);
  if (function) {
    lua_pop(L, 1);
    clua_host_of(L)->swift.name(function, L);
    return;
  }
  if (lua_tocfunction(L, -1) == clua_error) { /* says nothing that its caller does not say */
    lua_pop(L, 1);
    lua_pushboolean(L, false);
    return;
  }
  clua_push_global_name(L);
  if (!lua_isnil(L, -1)) return;
  lua_pop(L, 1);
  push_called(L, frame);
}

/* [-0, +0, -] */
static int last_level(lua_State *L) {
  lua_Debug frame;
  int low = 0, high = 1;
  while (lua_getstack(L, high, &frame)) low = high, high *= 2;
  while (high - low > 1) {
    int middle = low + (high - low) / 2;
    if (lua_getstack(L, middle, &frame)) low = middle;
    else high = middle;
  }
  return low;
}

/* [-0, +0, m] Frames that are no script's, in a row, become the one that the script has called. */
static void add_coroutine(struct trace *t, lua_State *state, int level) {
  lua_Debug frame, host;
  bool is_hosted = false;
  int skip = level + INNER, last = last_level(state);
  if (!lua_checkstack(state, 2)) return;
  for (; lua_getstack(state, level, &frame); level++) {
    if (level == skip && last - level >= OUTER) {
      lua_pushboolean(t->L, false);
      add(t, NULL, last - OUTER + 1 - level, CLUA_FRAMES_LEFT_OUT);
      level = last - OUTER;
      is_hosted = false;
      continue;
    }
    lua_getinfo(state, "Snl", &frame);
    if (clua_is_trusted(&frame)) {
      host = frame;
      is_hosted = true;
      continue;
    }
    if (is_hosted) {
      clua_push_host_name(t->L, state, &host);
      if (lua_toboolean(t->L, -1)) add(t, NULL, 0, CLUA_FRAME_HOST);
      else lua_pop(t->L, 1);
      is_hosted = false;
    }
    if (strcmp(frame.what, "main") == 0) lua_pushboolean(t->L, false);
    else push_called(t->L, &frame);
    bool is_named = frame.source[0] == '@' || frame.source[0] == '=';
    add(t, is_named ? frame.source + 1 : frame.short_src, frame.currentline, CLUA_FRAME_SCRIPT);
  }
}

/* [-0, +1, m] { frames, who had started the task } as they are now. */
static void push_new_trace(lua_State *L) {
  clua_host *h = clua_host_of(L);
  struct trace trace = {L, 0};
  lua_createtable(L, 2, 0);
  lua_newtable(L);
  for (struct clua_link *link = h->chain; link; link = link->below) {
    /* The top of each is a function of ours: the message handler, or what has resumed the next. */
    add_coroutine(&trace, link->state, 1);
    if (!link->below) continue;
    lua_pushboolean(L, false);
    add(&trace, NULL, 0, CLUA_FRAME_COROUTINE);
  }
  lua_rawseti(L, -2, 1);
  h->swift.origins(h->context, L);
  lua_rawseti(L, -2, 2);
}

/* [-0, +1, m] In host mode, with some slots free: the trace of the error at index 1, made now
   unless it was raised before. */
void clua_push_trace(lua_State *L) {
  clua_host *h = clua_host_of(L);
  bool is_text = lua_type(L, 1) == LUA_TSTRING;
  if (!is_text && !lua_istable(L, 1)) {
    push_new_trace(L);
    return;
  }
  char *key = is_text ? &clua_trace_texts : &clua_traces;
  if (is_text && h->texts == MAX_TEXTS) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
    h->texts = 0;
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, key);
  int traces = lua_gettop(L);
  lua_pushvalue(L, 1);
  lua_rawget(L, traces);
  /* The same table is the same error; the same text may be another one. */
  bool is_known = lua_istable(L, -1) && (!is_text || h->again == lua_topointer(L, 1));
  if (!is_known) {
    h->texts += is_text && lua_isnil(L, -1);
    lua_pop(L, 1);
    push_new_trace(L);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, traces);
  }
  lua_remove(L, traces);
}

/* [-n, +1, m] A message handler that changes nothing but remembers the stack. Host mode, because
   the script's cap may be the very error. */
int clua_note_error(lua_State *L) {
  clua_host *h = clua_host_of(L);
  h->host_mode++;
  if (lua_checkstack(L, 30)) {
    lua_settop(L, 1);
    clua_push_trace(L);
  }
  h->host_mode--;
  lua_settop(L, 1);
  return 1;
}

/* [-1, +0, v] Raises an error that has been raised before. */
int clua_raise_again(lua_State *L) {
  clua_host_of(L)->again = lua_topointer(L, -1);
  return lua_error(L);
}

/* [-0, +0, m] */
void clua_open_traces(lua_State *L) {
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_traces);
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &clua_trace_texts);
}
