/* tostring that scripts get: floats read back the same, and __tostring may wait. */
#include "shims.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLOAT_SIZE 40

/* The fewest digits that read back as the same number. Any decimal of 15 digits survives its way
   through a double, so that fewer need not be tried, unless the number is subnormal. */
static void write_float(char *text, lua_Number x) {
  int digits = fabs(x) < DBL_MIN ? 1 : DBL_DIG;
  do snprintf(text, FLOAT_SIZE, "%.*g", digits, x);
  while (digits++ < DBL_DECIMAL_DIG && strtod(text, NULL) != x);
  if (text[strspn(text, "-0123456789")] == '\0') strcat(text, ".0"); /* looks like an integer */
}

/* [-n, +1, v] */
static int checked(lua_State *L, int status, lua_KContext unused) {
  (void)status, (void)unused;
  if (!lua_isstring(L, -1)) return luaL_error(L, "'__tostring' must return a string");
  return 1;
}

/* [-n, +1, v] */
static int to_string(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (lua_type(L, 1) == LUA_TNUMBER && !lua_isinteger(L, 1)) {
    char text[FLOAT_SIZE];
    lua_Number x = lua_tonumber(L, 1);
    if (!isfinite(x)) snprintf(text, sizeof text, "%g", x);
    else write_float(text, x);
    lua_pushstring(L, text);
    return 1;
  }
  if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_callk(L, 1, 1, 0, checked);
    return checked(L, LUA_OK, 0);
  }
  luaL_tolstring(L, 1, NULL);
  return 1;
}

/* [-0, +0, m] */
void clua_open_tostring(lua_State *L) { lua_register(L, "tostring", to_string); }
