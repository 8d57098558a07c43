/* Everything that may raise a Lua error, yield, or run from a signal lives behind this header.
   Swift never is on the stack when Lua jumps: it answers with a number, and C acts on it.

   Stack effects are written as in the Lua manual: [-popped, +pushed, raises], where raises is
   "-" never, "m" out of memory, "e" any error, "v" on purpose. In host mode "m" does not happen. */
#ifndef CLUASHIMS_H
#define CLUASHIMS_H
#include <stdbool.h>
#include <stddef.h>
#include <lua5.4/lua.h>

typedef struct clua_host clua_host;

/* Swift's answer to a call: the number of results it has pushed, or one of these. */
#define CLUA_PARK (-1)  /* the answer comes later: suspend the task */
#define CLUA_RAISE (-2) /* an error value is on top of the stack */

/* What may be asked of a running script; the higher beats the lower. */
#define CLUA_CANCEL 1 /* one error in the script's own code, which it may catch to clean up */
/* An error at every instruction until the task is gone, because … */
#define CLUA_KILL_BURST 2  /* … it ran too long without a pause */
#define CLUA_KILL_TOTAL 3  /* … the run has used up its time */
#define CLUA_KILL_ORDER 4  /* … Swift says so */
#define CLUA_KILL_MEMORY 5 /* … it holds too much */
#define CLUA_ASKED 8       /* more than any of them */

/* An uncaught error: value, traceback, source, line, text, trace. The last is { frames, origins }:
   flat lists of (source or false, line, name or false, kind) and (label, source or false, line). */
#define CLUA_ERROR_PARTS 6
#define CLUA_FRAME_HOST 0
#define CLUA_FRAME_SCRIPT 1
#define CLUA_FRAME_COROUTINE 2  /* a boundary: what follows has resumed what was before */
#define CLUA_FRAMES_LEFT_OUT 3  /* the line is how many */

/* Where the script is. The source is NULL if no script is on the stack. */
typedef struct {
  const char *source;
  int line;
  char short_source[LUA_IDSIZE];
} clua_place;

/* Good during the call that passes it; NULL: none. */
typedef struct {
  const char *start;
  size_t length;
} clua_text;

/* A task that is started: its label; its title, and where many have the same, its number and name. */
typedef struct {
  clua_text label, title, name;
  lua_Integer number; /* 0: none */
  clua_place place;
} clua_birth;

/* On the Lua thread, from within a call that it answers: where the script calls. */
bool clua_find_place(clua_host *h, clua_place *place);

/* What Swift does. All but `release` are called on the Lua thread in host mode. */
typedef struct {
  int (*start)(void *context, lua_State *L, void *function);
  void (*release)(void *function); /* Lua has collected it; also while the state is closed */
  void (*name)(void *function, lua_State *L); /* pushes it */
  lua_Integer (*spawned)(void *context, lua_State *task, int pin, int arguments,
                         const clua_birth *birth);
  void (*origins)(void *context, lua_State *L); /* pushes those of the running task */
  int (*park)(void *context, lua_State *L, const clua_place *place);
  bool (*wake)(void *context, lua_State *L, lua_Integer task); /* the value is at index 2 */
  void (*cancel)(void *context, lua_Integer task);
  int (*require)(void *context, lua_State *L, bool can_wait); /* the name is at index 1 */
  void (*required)(void *context, lua_State *L);              /* loaded or failed; the same */
} clua_callbacks;

typedef struct {
  size_t memory;    /* bytes a script may hold; 0: no cap */
  int burst_ms;     /* longest run without a pause; 0: any */
  int total_ms;     /* processor time from clua_start_total on; 0: any */
  int grace_ms;     /* after a kill, how long until the process ends; 0: never */
  long fail_at;     /* tests: fail the k-th allocation outside host mode … */
  bool fail_onward; /* … and all after it, instead of that one and its retry */
} clua_limits;

typedef struct {
  size_t used, peak;
  long allocations; /* outside host mode */
  long held;        /* by Swift */
} clua_memory;

/* Said last when a script has to end the process; `text` is never freed. From any thread. */
void clua_set_last_words(const char *text);

/* On the Lua thread. NULL: no memory. */
clua_host *clua_open(clua_limits limits, clua_callbacks swift, void *context);
void clua_close(clua_host *h);
lua_State *clua_main(clua_host *h);
clua_memory clua_memory_of(clua_host *h);

/* From any thread: more, or less, is held for the script outside Lua. */
void clua_hold(clua_host *h, long bytes);

/* A run begins. Has it used up its time? From any thread. */
void clua_start_total(clua_host *h);
bool clua_is_spent(clua_host *h);

/* Host mode: the allocator never refuses, so no API call between these two can raise for memory. */
void clua_enter(clua_host *h);
void clua_leave(clua_host *h);

/* A trusted chunk in the raw globals; the table it returns becomes the scripts' environment.
   LUA_OK, or a status with the error on top of the main stack. */
int clua_prelude(clua_host *h, const char *source, size_t length, const char *name);
/* Compiles a script only. LUA_OK, or a status with the message on top of the main stack. */
int clua_check(clua_host *h, const char *source, size_t length, const char *name);
/* A new task for the script. LUA_OK, or a status with the message on top of the main stack. */
int clua_load(clua_host *h, const char *source, size_t length, const char *name, lua_State **task,
              int *pin);
/* The same for a function on top of the main stack, which it takes. */
void clua_begin(clua_host *h, lua_State **task, int *pin);
/* The task is over, or is given up: its coroutine is not touched any more. */
void clua_end(clua_host *h, lua_State *task, int pin);

/* What one uninterrupted run of a task came to. The results are on top of its stack:
   true and values; or false and an error, alone or with all of CLUA_ERROR_PARTS. */
typedef struct {
  int status;  /* LUA_OK: ended; LUA_YIELD: parked; else an error outside the task's protection */
  int results;
  int killed; /* why, or 0 */
  bool cancelled;
  clua_place last; /* of a kill; its source is good until the next run */
} clua_run;

typedef struct {
  lua_Integer task;
  int arguments;    /* on top of its stack */
  bool cancellable; /* may an interrupt still raise an error in it? */
  bool cancel_now;  /* raise one as soon as the script's own code runs */
  bool is_interrupt; /* that one: is the whole run meant, or only this task? */
} clua_burst;
clua_run clua_resume(clua_host *h, lua_State *task, clua_burst burst);

/* Has the running task been told in this run that it is cancelled? Then no wait says so again. */
bool clua_is_cancelled(clua_host *h);
void clua_set_cancelled(clua_host *h);

/* From any thread: ask the script that is running now, if any. Answers whether one was. */
bool clua_request(clua_host *h, int what);
/* On the Lua thread: does the running script pay for a hook? */
bool clua_is_hooked(clua_host *h);

/* In host mode. */
void clua_push_function(lua_State *L, void *function, bool suspends);
bool clua_push_known_function(lua_State *L, const void *function); /* false: nothing is pushed */
void clua_push_null(lua_State *L);
bool clua_is_null(lua_State *L, int index);
void clua_mark_array(lua_State *L);           /* the table on top */
bool clua_is_marked_array(lua_State *L, int index);
void clua_set_error_metatable(lua_State *L);  /* the table on top */
void clua_push_globals(lua_State *L);
static inline void clua_pop(lua_State *L, int n) { lua_settop(L, -n - 1); }

/* For diagnosis only, and not of a script: runs text in a plain state with all of Lua's own library,
   on a thread with a small stack. It may crash the process, so the process is one made for it.
   The answer is the text that the chunk returns, or its error. */
typedef struct {
  const char *source;
  size_t length;
  size_t memory;    /* bytes that the state may hold */
  long instructions; /* after so many the chunk is stopped */
  size_t stack;     /* bytes of the thread's C stack */
  bool failed;      /* out: the answer is an error */
  char answer[512]; /* out */
} clua_probe;
bool clua_run_probe(clua_probe *probe); /* false: there is no thread or no memory for it */
/* Lua's own words on its release; the file it was loaded from goes to `path`, "" if not known. */
const char *clua_library(char *path, size_t size);
#endif
