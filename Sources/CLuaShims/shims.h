/* What the files of this module share. The stack effects are explained in CLuaShims.h. */
#ifndef SHIMS_H
#define SHIMS_H
#include "CLuaShims.h"

#include <lua5.4/lauxlib.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>

/* The coroutines that run inside each other, innermost first. It lives on the C stack. */
struct clua_link {
  lua_State *state;
  struct clua_link *below;
};

/* A state's own small blocks (pool.c): what was given back of each size, and what is left of the
   newest chunk. */
enum { CLUA_POOL_SIZES = 32 };
typedef struct clua_pool {
  struct clua_block *free[CLUA_POOL_SIZES];
  char *next, *end;
  struct clua_chunk *chunks;
} clua_pool;

/* The coroutine of a task that has ended, for the next one. */
struct clua_idle {
  lua_State *state;
  int pin;
};
/* So many are kept: as many as a batch begins with, so that its items go on in the same few. */
enum { CLUA_MOST_IDLE = 100 };

struct clua_host {
  lua_State *main;
  clua_pool pool;
  clua_limits limits;
  clua_callbacks swift;
  void *context;
  clua_memory memory;
  _Atomic long held;             /* bytes that Swift holds for the script */
  const void *refused;           /* the last request that was refused, if nothing grew since */
  size_t refused_more;
  int host_mode;

  struct clua_idle idle[CLUA_MOST_IDLE];
  int idle_count;
  lua_State *base;               /* the running task's own coroutine */
  lua_Integer task;              /* its number */
  struct clua_link *chain;
  lua_State *volatile innermost; /* the coroutine that is running Lua; NULL: none */
  int stuck;                     /* resumes below us that a yield cannot cross */
  int closing;                   /* nested coroutine.close */
  const void *again;             /* the error that was raised again last: its address only counts */
  int texts;                     /* traces of errors that are strings */

  volatile sig_atomic_t armed;   /* what the hook is to do */
  volatile bool cancellable;
  bool cancelled;
  clua_place last;               /* where the script was when it was first told of a kill */
  char last_source[256];
  _Atomic long spent_at;         /* the thread's processor time, in ms; 0: no limit */
  _Atomic long spent;            /* the last of these limits that was reached */
  volatile bool is_interrupt;    /* what a cancel says: the run, or only the task */
  _Atomic unsigned long burst;   /* odd: Lua is running; each run has its own number */
  _Atomic unsigned long request; /* burst × CLUA_ASKED + what is asked of it: never half of one */
  _Atomic unsigned long served;  /* the request that has been carried out */
  pthread_t thread, watchdog;
  pthread_mutex_t lock; /* guards `stop` */
  pthread_cond_t stopped;
  bool watched, stop;
  atomic_bool dying;
};

/* Registry keys: their addresses count, not what they hold. */
extern char clua_error_meta, clua_wrapped_meta, clua_array_meta, clua_function_meta, clua_closures,
  clua_env, clua_null, clua_traces, clua_trace_texts;

/* Each coroutine's extra space is a copy of the main thread's: the host, with two bits. Parked: it
   waits for the host, and only the host may resume it. Shown: the script has it in its hands. */
enum { CLUA_PARKED = 1, CLUA_SHOWN = 2 };
static inline uintptr_t *clua_extra(lua_State *L) { return lua_getextraspace(L); }
static inline clua_host *clua_host_of(lua_State *L) {
  return (clua_host *)(*clua_extra(L) & ~(uintptr_t)(CLUA_PARKED | CLUA_SHOWN));
}
static inline bool clua_is_parked(lua_State *L) { return *clua_extra(L) & CLUA_PARKED; }
static inline void clua_set_parked(lua_State *L, bool on) {
  *clua_extra(L) = (*clua_extra(L) & ~(uintptr_t)CLUA_PARKED) | (on ? CLUA_PARKED : 0);
}

/* pool.c */
void *clua_pool_resize(clua_pool *pool, void *old, size_t old_size, size_t size);
void clua_pool_free(clua_pool *pool, void *old, size_t old_size);
void clua_pool_close(clua_pool *pool);

/* memory.c */
void *clua_allocate(void *ud, void *old, size_t old_size, size_t size);
_Noreturn void clua_die(const char *text);
bool clua_settle_refusal(lua_State *L);
bool clua_is_over_cap(lua_State *L);
int clua_raise_memory(lua_State *L);
void clua_check_cap(lua_State *L);

/* places.c */
bool clua_is_trusted(const lua_Debug *frame);
void clua_note_last(clua_host *h);

/* errors.c */
int clua_raise(lua_State *L, const char *kind, const char *message);
int clua_error(lua_State *L);
int clua_wrap_error(lua_State *L);
int clua_unwrap_error(lua_State *L);
int clua_error_tostring(lua_State *L);

/* frames.c */
void clua_push_global_name(lua_State *L);
void clua_push_trace(lua_State *L);
int clua_note_error(lua_State *L);
int clua_raise_again(lua_State *L);
void clua_open_traces(lua_State *L);

/* kill.c */
void clua_arm(lua_State *L);
void clua_take_signal(clua_host *h);
void clua_start_watchdog(clua_host *h);
void clua_stop_watchdog(clua_host *h);

/* waits.c */
bool clua_can_wait(lua_State *L);
int clua_refuse_waiting(lua_State *L, void *function);

/* calls.c */
void *clua_function_at(lua_State *L);
int clua_answer(lua_State *L, int status, lua_KContext base);
int clua_release(lua_State *L);

/* tasks.c */
void clua_link_in(clua_host *h, struct clua_link *link, lua_State *state);
void clua_link_out(clua_host *h, struct clua_link *link);
void clua_push_tasks(lua_State *L);

/* locks.c */
int clua_lock(lua_State *L);

/* variables.c */
int clua_upvalue(lua_State *L);
int clua_join(lua_State *L);
int clua_metatable(lua_State *L);

/* scan.c */
const char *clua_reason_against(const char *key, size_t length);
const char *clua_find_forbidden(const char *source, size_t length, int *line);

/* chunks.c */
int clua_load_text(lua_State *L, const char *source, size_t length, const char *name);
int clua_compile(lua_State *L, const char *source, size_t length, const char *name);

/* Each puts its file's functions into the globals. */
void clua_open_coroutines(lua_State *L);
void clua_open_require(lua_State *L);
void clua_open_load(lua_State *L);
void clua_open_tostring(lua_State *L);
void clua_open_locks(lua_State *L);
void clua_open_sandbox(lua_State *L);
#endif
