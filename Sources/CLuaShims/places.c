/* Where the script is: the innermost frame of its own code. */
#include "shims.h"

#include <string.h>

#define MAX_LEVELS 64 /* lua_getstack walks from the top each time; scripts are near it */

/* Preludes and C functions: their source begins with "=[". */
bool clua_is_trusted(const lua_Debug *frame) {
  return frame->source[0] == '=' && frame->source[1] == '[';
}

/* [-0, +0, -] Remembers the place for the one who asks why the script was killed. */
void clua_note_last(clua_host *h) {
  clua_place place;
  if (h->last.line || !clua_find_place(h, &place)) return;
  h->last = place;
  h->last.source = strncpy(h->last_source, place.source, sizeof h->last_source - 1);
}

/* [-0, +0, -] Looks through the task's coroutines, innermost first. Only reads, so that it may be
   called in the signal handler of a thread that is about to die. */
bool clua_find_place(clua_host *h, clua_place *place) {
  lua_Debug frame;
  for (struct clua_link *link = h->chain; link; link = link->below) {
    for (int level = 0; level < MAX_LEVELS && lua_getstack(link->state, level, &frame); level++) {
      lua_getinfo(link->state, "S", &frame);
      /* To look for the line costs as much as all the rest, and most frames are a prelude's. */
      if (clua_is_trusted(&frame) || !lua_getinfo(link->state, "l", &frame)) continue;
      if (frame.currentline <= 0) continue;
      place->line = frame.currentline;
      memcpy(place->short_source, frame.short_src, LUA_IDSIZE);
      bool is_named = frame.source[0] == '@' || frame.source[0] == '=';
      place->source = is_named ? frame.source + 1 : place->short_source;
      return true;
    }
  }
  place->source = NULL;
  place->line = 0;
  return false;
}
