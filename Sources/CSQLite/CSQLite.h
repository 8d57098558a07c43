/* What Swift cannot call of SQLite: functions with "...". */
#ifndef CSQLITE_H
#define CSQLITE_H
#include <sqlite3.h>
#include <stdbool.h>

/* Before SQLite is used first: no statistics of its memory, for which each allocation takes a lock of
   the whole process. False: it is in use already, and keeps them. */
static inline bool csqlite_forgo_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
}
#endif
