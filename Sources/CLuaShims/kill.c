/* Cancel and kill: a signal on the Lua thread sets a hook, and the hook raises. While nothing is
   asked no hook is set, so that a script pays nothing. A watchdog asks for kills. */
#define _GNU_SOURCE
#include "shims.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KILL_SIGNAL (SIGRTMIN + 3)
#define EVERY (LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT)
#define TICK_MS 5
#define LAST_WORDS_MS 1000 /* how long the Lua thread has to say where it hangs */
#define GRACE_WAITING 5   /* how many times the grace a killed task may wait for others */

static _Thread_local clua_host *active;

/* [-0, +0, v] */
static void on_event(lua_State *L, lua_Debug *event) {
  clua_host *h = clua_host_of(L);
  switch (h->armed) {
  case CLUA_CANCEL:
    /* Preludes count what they started: an error between two of their instructions would leave
       them wrong. The script's own code comes soon, or the next wait raises. */
    lua_getinfo(L, "S", event);
    if (clua_is_trusted(event)) return;
    lua_sethook(L, NULL, 0, 0);
    clua_set_cancelled(h);
    clua_raise(L, "cancelled",
      h->is_interrupt ? "the run was interrupted" : "the task was cancelled");
    break;
  case 0:
    lua_sethook(L, NULL, 0, 0);
    if (!clua_settle_refusal(L)) break;
    __attribute__((fallthrough));
  default:
    clua_note_last(h);
    lua_sethook(L, on_event, EVERY, 1); /* pcall may catch this one, not the next */
    h->host_mode++;
    lua_pushliteral(L, "killed"); /* nobody gets to see it: Swift knows why */
    h->host_mode--;
    lua_error(L);
  }
}

void clua_arm(lua_State *L) { lua_sethook(L, on_event, EVERY, 1); }
bool clua_is_hooked(clua_host *h) { return h->innermost && lua_gethookmask(h->innermost) != 0; }
bool clua_is_cancelled(clua_host *h) { return h->cancelled; }

void clua_set_cancelled(clua_host *h) {
  h->cancelled = true;
  h->served = h->burst * CLUA_ASKED + CLUA_CANCEL;
  if (h->armed == CLUA_CANCEL) h->armed = 0;
}

/* The last thing the process says. Reads a state that may be in the middle of something; nothing
   is lost any more. */
static void say_where(clua_host *h) {
  char text[LUA_IDSIZE + 120] = "";
  clua_place place;
  if (clua_find_place(h, &place))
    snprintf(text, sizeof text, "error: %s:%d hangs in a library function", place.short_source,
             place.line);
  else
    snprintf(text, sizeof text, "error: the script hangs in a library function");
  strcat(text, " and cannot be stopped; ending the process\n");
  clua_die(text);
}

/* Runs on the Lua thread, between any two machine instructions; lua_sethook is made for that. */
static void on_signal(int number) {
  (void)number;
  clua_host *h = active;
  if (!h || !h->innermost) return;
  if (h->dying) say_where(h);
  unsigned long request = h->request;
  if (request / CLUA_ASKED != h->burst || request == h->served) return; /* too late, or done */
  int what = request % CLUA_ASKED;
  if (what == CLUA_CANCEL && (!h->cancellable || h->cancelled)) return;
  if (what == CLUA_CANCEL) h->is_interrupt = true;
  if (what > h->armed) h->armed = what;
  clua_arm(h->innermost);
}

bool clua_request(clua_host *h, int what) {
  unsigned long now = h->burst, new = now * CLUA_ASKED + what, old = h->request;
  if (!(now & 1)) return false;
  bool is_new = false;
  /* Only upwards: a kill beats a cancel. */
  while (old < new && !is_new) is_new = atomic_compare_exchange_weak(&h->request, &old, new);
  /* Once: this signal is queued each time that it is sent, and thousands of them would leave the
     Lua thread no time. The watchdog repeats it while nothing comes of it. */
  if (is_new) pthread_kill(h->thread, KILL_SIGNAL);
  return true;
}

void clua_take_signal(clua_host *h) {
  active = h;
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigaction(KILL_SIGNAL, &action, NULL);
  /* A thread made from Swift's pool inherits its mask, which blocks nearly everything. */
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, KILL_SIGNAL);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

/* One tick; true: the watchdog is to end. */
static bool sleep_until_tick(clua_host *h) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_nsec += TICK_MS * 1000000L;
  if (time.tv_nsec >= 1000000000L) time.tv_sec++, time.tv_nsec -= 1000000000L;
  pthread_mutex_lock(&h->lock);
  while (!h->stop && pthread_cond_timedwait(&h->stopped, &h->lock, &time) != ETIMEDOUT) {}
  bool stop = h->stop;
  pthread_mutex_unlock(&h->lock);
  return stop;
}

/* The processor time of the Lua thread: it only waits while no Lua runs. */
static long cpu_ms(clua_host *h) {
  clockid_t clock;
  struct timespec time;
  if (pthread_getcpuclockid(h->thread, &clock) || clock_gettime(clock, &time)) return 0;
  return time.tv_sec * 1000L + time.tv_nsec / 1000000L;
}

void clua_start_total(clua_host *h) {
  h->spent_at = h->limits.total_ms ? cpu_ms(h) + h->limits.total_ms : 0;
}

bool clua_is_spent(clua_host *h) { return h->spent_at && h->spent == h->spent_at; }

/* What is to be asked where the Lua thread's clock shows this, and Lua began to run at that; 0:
   nothing. */
static int kill_for(clua_host *h, long cpu, long since) {
  long at = h->spent_at;
  if (at && cpu >= at) h->spent = at;
  if (clua_is_spent(h)) return CLUA_KILL_TOTAL;
  return h->limits.burst_ms && cpu - since >= h->limits.burst_ms ? CLUA_KILL_BURST : 0;
}

/* A killed task had its time. Where it waits for something outside, as a pipe that nobody reads, it
   uses no processor. */
static bool is_hanging(clua_host *h, long cpu_ms, long wall_ms) {
  long grace = h->limits.grace_ms;
  return grace && (cpu_ms > grace || wall_ms > GRACE_WAITING * grace);
}

/* Samples the burst number, so that the Lua thread reads no clock. It is the thread's own processor
   time that counts: on a busy machine a script is not ended for the time of others. Signals are
   repeated until they work: one that arrives while Lua enters a function can find that function's
   trap not yet set. */
static void *watch(void *argument) {
  clua_host *h = argument;
  unsigned long seen = 0;
  long since = 0, killed_at = 0, killing_ms = 0, dying_ms = 0;
  while (!sleep_until_tick(h)) {
    unsigned long now = h->burst;
    long cpu = now & 1 ? cpu_ms(h) : 0;
    if (now != seen) since = cpu, killing_ms = dying_ms = 0;
    seen = now;
    if (!(now & 1)) continue;
    unsigned long request = h->request;
    int asked = request / CLUA_ASKED == now ? request % CLUA_ASKED : 0;
    int kill = kill_for(h, cpu, since);
    if (kill > asked) clua_request(h, kill);
    else if (asked && request != h->served) pthread_kill(h->thread, KILL_SIGNAL);
    if (asked <= CLUA_CANCEL) continue;
    if (!killing_ms) killed_at = cpu;
    killing_ms += TICK_MS;
    if (!h->dying && !is_hanging(h, cpu - killed_at, killing_ms)) continue;
    dying_ms += TICK_MS;
    if (dying_ms > LAST_WORDS_MS)
      clua_die("error: the script hangs in a library function; ending the process\n");
    h->dying = true;
    pthread_kill(h->thread, KILL_SIGNAL);
  }
  return NULL;
}

void clua_start_watchdog(clua_host *h) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&h->stopped, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&h->lock, NULL);
  /* Signals of the process are not for this thread. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  h->watched = pthread_create(&h->watchdog, NULL, watch, h) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!h->watched) clua_die("error: no thread for the watchdog\n");
}

void clua_stop_watchdog(clua_host *h) {
  pthread_mutex_lock(&h->lock);
  h->stop = true;
  pthread_cond_signal(&h->stopped);
  pthread_mutex_unlock(&h->lock);
  if (h->watched) pthread_join(h->watchdog, NULL);
  pthread_cond_destroy(&h->stopped);
  pthread_mutex_destroy(&h->lock);
  active = NULL;
}
