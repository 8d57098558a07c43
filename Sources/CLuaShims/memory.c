/* The allocator with its cap, and host mode, in which it never refuses. */
#include "shims.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static const char *_Atomic last_words;

void clua_set_last_words(const char *text) { last_words = text; }

/* May be called in a signal handler. */
_Noreturn void clua_die(const char *text) {
  const char *last = last_words;
  ssize_t ignored = write(2, text, strlen(text));
  if (last) ignored = write(2, last, strlen(last));
  (void)ignored;
  _exit(124);
}

/* [-0, +0, -] The script is to end, whatever it catches. Reads Lua's state only. */
static void pass_cap(clua_host *h) {
  if (h->armed == CLUA_KILL_MEMORY) return;
  clua_note_last(h);
  h->armed = CLUA_KILL_MEMORY;
  if (h->innermost) clua_arm(h->innermost);
}

static bool is_too_much(const clua_host *h, size_t more) {
  size_t held = h->held > 0 ? (size_t)h->held : 0;
  return h->limits.memory && h->memory.used + held + more > h->limits.memory;
}

/* Lua asks again after a full collection, in which nothing grows: the second refusal of the same
   request is final. String buffers do not ask again, so the next instruction has a look. */
static void refuse(clua_host *h, const void *old, size_t more) {
  bool is_final = h->refused_more == more && h->refused == old;
  clua_note_last(h);
  h->refused = old;
  h->refused_more = is_final ? 0 : more;
  if (is_final) pass_cap(h);
  else if (h->innermost) clua_arm(h->innermost);
}

/* The refusal has come to nothing. */
static void forget_refusal(clua_host *h) {
  h->refused_more = 0;
  if (!h->armed) h->last.line = 0;
}

/* [-0, +0, -] A request was refused, and Lua has not asked again: would it be refused even without
   the garbage? Then the script is to end. */
bool clua_settle_refusal(lua_State *L) {
  clua_host *h = clua_host_of(L);
  size_t more = h->refused_more;
  if (!more) return false;
  lua_gc(L, LUA_GCCOLLECT);
  if (is_too_much(h, more)) pass_cap(h);
  forget_refusal(h);
  return h->armed == CLUA_KILL_MEMORY;
}

void *clua_allocate(void *ud, void *old, size_t old_size, size_t size) {
  clua_host *h = ud;
  if (!old) old_size = 0; /* then it is a type tag */
  if (size == 0) {
    clua_pool_free(&h->pool, old, old_size);
    h->memory.used -= old_size;
    return NULL;
  }
  if (size > old_size && !h->host_mode) {
    long n = ++h->memory.allocations, k = h->limits.fail_at;
    /* k + 1 is Lua's own retry after a full collection. */
    if (k && (h->limits.fail_onward ? n >= k : n == k || n == k + 1)) return NULL;
    if (is_too_much(h, size - old_size)) {
      refuse(h, old, size - old_size);
      return NULL;
    }
    if (h->refused_more == size - old_size && h->refused == old) forget_refusal(h);
  }
  void *new = clua_pool_resize(&h->pool, old, old_size, size);
  if (!new) {
    /* Lua assumes that shrinking cannot fail. The block then stays larger than anybody knows. */
    if (size <= old_size) return old;
    /* Raising would jump over Swift. */
    if (h->host_mode) clua_die("error: the machine is out of memory; ending the process\n");
    refuse(h, old, size - old_size);
    return NULL;
  }
  h->memory.used += size - old_size;
  if (h->memory.used > h->memory.peak) h->memory.peak = h->memory.used;
  return new;
}

void clua_enter(clua_host *h) { h->host_mode++; }
void clua_leave(clua_host *h) { h->host_mode--; }
void clua_hold(clua_host *h, long bytes) { h->held += bytes; }

clua_memory clua_memory_of(clua_host *h) {
  clua_memory memory = h->memory;
  memory.held = h->held;
  return memory;
}

/* [-0, +0, -] After Swift has pushed or taken something: was it too much, even without the garbage?
   Then the script is to end. */
bool clua_is_over_cap(lua_State *L) {
  clua_host *h = clua_host_of(L);
  if (!is_too_much(h, 0)) return false;
  lua_gc(L, LUA_GCCOLLECT);
  if (!is_too_much(h, 0)) return false;
  pass_cap(h);
  return true;
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
