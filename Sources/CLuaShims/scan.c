/* Metatable keys that scripts may not use are found in the text of a chunk, before it runs: what
   setmetatable checks could be assigned later. A name that is put together at run time is not
   found; this stops accidents, not attackers. */
#define _GNU_SOURCE
#include "shims.h"

#include <ctype.h>
#include <string.h>

static const struct { const char *key, *reason; } forbidden[] = {
  {"__gc", "__gc is not available: a finalizer cannot be stopped; use <close>"},
  {"__concat", "__concat is not available: it crashes this version of Lua; "
    "use a function or __tostring"},
};

const char *clua_reason_against(const char *key, size_t length) {
  for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
    if (strlen(forbidden[i].key) == length && memcmp(forbidden[i].key, key, length) == 0)
      return forbidden[i].reason;
  return NULL;
}

struct scan {
  const char *at, *end;
  int line;
};

/* Goes one character on; "\r\n" is one line end. */
static void advance(struct scan *s) {
  char c = *s->at++;
  if (c != '\n' && c != '\r') return;
  s->line++;
  if (s->at < s->end && *s->at != c && (*s->at == '\n' || *s->at == '\r')) s->at++;
}

/* Of "[[", "[=[" and so on, the number of "="; -1 if there is none here. */
static int level_of(const struct scan *s) {
  const char *at = s->at;
  if (*at++ != '[') return -1;
  int level = 0;
  while (at < s->end && *at == '=') at++, level++;
  return at < s->end && *at == '[' ? level : -1;
}

/* Skips a long string or comment; answers where its text ends. */
static const char *skip_long(struct scan *s, int level) {
  s->at += level + 2;
  for (; s->at < s->end; advance(s)) {
    if (*s->at != ']') continue;
    const char *at = s->at + 1;
    int n = 0;
    while (at < s->end && *at == '=') at++, n++;
    if (n != level || at == s->end || *at != ']') continue;
    const char *last = s->at;
    s->at = at + 1;
    return last;
  }
  return s->end;
}

/* Skips a quoted string; answers where its text ends. */
static const char *skip_quoted(struct scan *s) {
  char quote = *s->at++;
  while (s->at < s->end && *s->at != quote) {
    if (*s->at == '\\' && s->at + 1 < s->end) s->at++;
    advance(s);
  }
  const char *last = s->at;
  if (s->at < s->end) s->at++;
  return last;
}

static void skip_comment(struct scan *s) {
  s->at += 2;
  int level = s->at < s->end ? level_of(s) : -1;
  if (level >= 0) skip_long(s, level);
  else while (s->at < s->end && *s->at != '\n' && *s->at != '\r') s->at++;
}

static bool is_in_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* Why the text may not be loaded, and the line; NULL: nothing is against it. */
const char *clua_find_forbidden(const char *source, size_t length, int *line) {
  if (!memmem(source, length, "__gc", 4) && !memmem(source, length, "__concat", 8)) return NULL;
  struct scan s = {source, source + length, 1};
  while (s.at < s.end) {
    const char *first = s.at, *last;
    *line = s.line;
    if (*s.at == '-' && s.at + 1 < s.end && s.at[1] == '-') {
      skip_comment(&s);
      continue;
    } else if (*s.at == '"' || *s.at == '\'') {
      last = skip_quoted(&s);
      first++;
    } else if (level_of(&s) >= 0) {
      int level = level_of(&s);
      last = skip_long(&s, level);
      first += level + 2;
    } else if (is_in_name(*s.at)) {
      while (s.at < s.end && is_in_name(*s.at)) s.at++;
      last = s.at;
    } else {
      advance(&s);
      continue;
    }
    const char *reason = clua_reason_against(first, (size_t)(last - first));
    if (reason) return reason;
  }
  return NULL;
}
