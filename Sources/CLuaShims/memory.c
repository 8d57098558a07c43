/* The allocator with its cap, and host mode, in which it never refuses. */
#include "shims.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void clua_die(const char *text) {
  ssize_t ignored = write(2, text, strlen(text));
  (void)ignored;
  _exit(124);
}

void *clua_allocate(void *ud, void *old, size_t old_size, size_t size) {
  clua_host *h = ud;
  if (!old) old_size = 0; /* then it is a type tag */
  if (size == 0) {
    free(old);
    h->memory.used -= old_size;
    return NULL;
  }
  if (size > old_size && !h->host_mode) {
    long n = ++h->memory.allocations, k = h->limits.fail_at;
    /* k + 1 is Lua's own retry after a full collection. */
    if (k && (h->limits.fail_onward ? n >= k : n == k || n == k + 1)) return NULL;
    if (h->limits.memory && h->memory.used + (size - old_size) > h->limits.memory) return NULL;
  }
  void *new = realloc(old, size);
  if (!new) {
    if (size <= old_size) return old; /* Lua assumes that shrinking cannot fail */
    /* Raising would jump over Swift. */
    if (h->host_mode) clua_die("lua: the machine is out of memory; ending the process\n");
    return NULL;
  }
  h->memory.used += size - old_size;
  if (h->memory.used > h->memory.peak) h->memory.peak = h->memory.used;
  return new;
}

void clua_enter(clua_host *h) { h->host_mode++; }
void clua_leave(clua_host *h) { h->host_mode--; }
clua_memory clua_memory_of(clua_host *h) { return h->memory; }

/* [-0, +0, -] After Swift has pushed something: was it too much, even without the garbage? */
bool clua_is_over_cap(lua_State *L) {
  clua_host *h = clua_host_of(L);
  if (!h->limits.memory || h->memory.used <= h->limits.memory) return false;
  lua_gc(L, LUA_GCCOLLECT);
  return h->memory.used > h->limits.memory;
}

/* [-0, +0, v] Lua keeps this string interned, so nothing is allocated. */
int clua_raise_memory(lua_State *L) {
  lua_pushliteral(L, "not enough memory");
  return lua_error(L);
}

/* [-0, +0, v] */
void clua_check_cap(lua_State *L) {
  if (clua_is_over_cap(L)) clua_raise_memory(L);
}
