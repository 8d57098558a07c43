/* What this machine's Lua does, apart from any script: for `sendas doctor`. */
#define _GNU_SOURCE
#include "CLuaShims.h"

#include <dlfcn.h>
#include <lua5.4/lauxlib.h>
#include <lua5.4/lualib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* The allocator's own; `left` bytes may still be taken. */
typedef struct {
  size_t left;
} budget;

static void *allocate(void *ud, void *old, size_t old_size, size_t size) {
  budget *b = ud;
  if (!old) old_size = 0; /* then it is a type tag */
  if (size > old_size && size - old_size > b->left) return NULL;
  if (size == 0) {
    free(old);
    b->left += old_size;
    return NULL;
  }
  void *new = realloc(old, size);
  if (!new) return size <= old_size ? old : NULL;
  b->left += old_size;
  b->left -= size;
  return new;
}

/* [-0, +0, v] */
static void stop(lua_State *L, lua_Debug *event) {
  (void)event;
  luaL_error(L, "the probe took too long");
}

/* [-1, +1, e] The probe itself, protected. */
static int run(lua_State *L) {
  clua_probe *probe = lua_touserdata(L, 1);
  luaL_openlibs(L);
  if (luaL_loadbufferx(L, probe->source, probe->length, "=probe", "t") != LUA_OK)
    return lua_error(L);
  lua_sethook(L, stop, LUA_MASKCOUNT, (int)probe->instructions);
  lua_call(L, 0, 1);
  luaL_tolstring(L, -1, NULL);
  return 1;
}

/* The state is not closed: a process that lives only for the probe ends next, and a library that
   has been damaged by it may crash then. */
static void *on_thread(void *argument) {
  clua_probe *probe = argument;
  budget *b = malloc(sizeof *b);
  if (!b) return NULL;
  b->left = probe->memory;
  lua_State *L = lua_newstate(allocate, b);
  if (!L) return NULL;
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, probe);
  probe->failed = lua_pcall(L, 1, 1, 0) != LUA_OK;
  /* A number would be converted here, which may raise; a string is what `run` answers. */
  const char *answer = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "an error without text";
  snprintf(probe->answer, sizeof probe->answer, "%s", answer);
  return probe;
}

bool clua_run_probe(clua_probe *probe) {
  pthread_attr_t attributes;
  pthread_t thread;
  void *done = NULL;
  pthread_attr_init(&attributes);
  bool started = pthread_attr_setstacksize(&attributes, probe->stack) == 0
    && pthread_create(&thread, &attributes, on_thread, probe) == 0;
  pthread_attr_destroy(&attributes);
  return started && pthread_join(thread, &done) == 0 && done;
}

const char *clua_library(char *path, size_t size) {
  Dl_info info = {0};
  void *symbol = dlsym(RTLD_DEFAULT, "lua_newstate");
  bool known = symbol && dladdr(symbol, &info) && info.dli_fname;
  snprintf(path, size, "%s", known ? info.dli_fname : "");
  return lua_ident;
}
