/* The memory of one Lua state. Small blocks come from chunks of its own: a state runs on one thread
   at a time, so nothing is locked, and Lua tells the size of what it gives back, so a block has no
   header. malloc takes a lock for most of them in a process with several threads; a script that
   makes and drops many small tables runs 1.2 times slower then than in the lua5.4 program.

   What is given back is kept for the next block of its size until the state ends. */
#include "shims.h"

#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EVERY_BLOCK_FROM_MALLOC 1 /* or its checks would not see where a block ends */
#endif
#endif

enum { grain = 16, largest = grain * CLUA_POOL_SIZES, chunk_size = 64 << 10 };

struct clua_chunk {
  struct clua_chunk *next;
  _Alignas(grain) char blocks[];
};

struct clua_block {
  struct clua_block *next;
};

static bool is_small(size_t size) {
#ifdef EVERY_BLOCK_FROM_MALLOC
  return false;
#else
  return size <= largest;
#endif
}

static size_t number_of(size_t size) { return (size - 1) / grain; }

static void give(clua_pool *pool, void *block, size_t number) {
  struct clua_block *given = block;
  given->next = pool->free[number];
  pool->free[number] = given;
}

/* The rest of the old chunk, which is too small for what was asked, is a block of its own size. */
static bool add_chunk(clua_pool *pool) {
  struct clua_chunk *chunk = malloc(chunk_size);
  if (!chunk) return false;
  size_t rest = (size_t)(pool->end - pool->next);
  if (rest) give(pool, pool->next, number_of(rest));
  chunk->next = pool->chunks;
  pool->chunks = chunk;
  pool->next = chunk->blocks;
  pool->end = (char *)chunk + chunk_size;
  return true;
}

static void *take(clua_pool *pool, size_t number) {
  struct clua_block *block = pool->free[number];
  if (block) {
    pool->free[number] = block->next;
    return block;
  }
  size_t size = (number + 1) * grain;
  if ((size_t)(pool->end - pool->next) < size && !add_chunk(pool)) return NULL;
  void *fresh = pool->next;
  pool->next += size;
  return fresh;
}

static void *from(clua_pool *pool, size_t size) {
  return is_small(size) ? take(pool, number_of(size)) : malloc(size);
}

void clua_pool_free(clua_pool *pool, void *old, size_t old_size) {
  if (!old) return;
  if (is_small(old_size)) give(pool, old, number_of(old_size));
  else free(old);
}

/* As realloc; NULL when the machine has no more. */
void *clua_pool_resize(clua_pool *pool, void *old, size_t old_size, size_t size) {
  if (!old) return from(pool, size);
  bool was_small = is_small(old_size), is_small_now = is_small(size);
  if (!was_small && !is_small_now) return realloc(old, size);
  if (was_small && is_small_now && number_of(old_size) == number_of(size)) return old;
  void *new = from(pool, size);
  if (!new) return NULL;
  memcpy(new, old, size < old_size ? size : old_size);
  clua_pool_free(pool, old, old_size);
  return new;
}

/* After the state has given back all that was larger. */
void clua_pool_close(clua_pool *pool) {
  while (pool->chunks) {
    struct clua_chunk *chunk = pool->chunks;
    pool->chunks = chunk->next;
    free(chunk);
  }
}
