/* arena.h - memory that is released all at once. Anyone may include this.
 *
 * The model, a form and every layout run own one arena each. An arena remembers a failed allocation, so that a caller may
 * build a whole structure and ask once.
 */
#ifndef BP_BASE_ARENA_H
#define BP_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bp_arena {
    struct bp_block *head;  /* the block in use; older ones are linked behind it */
    size_t used, total;     /* bytes used from the beginning of the head block; bytes held in all blocks */
    size_t texts;           /* bytes used from its end: texts need no alignment */
    bool failed;            /* an allocation failed, since the last reset */
} bp_arena;

/* Aligned for any type, not cleared; NULL when memory is short. */
void *bp_arena_alloc(bp_arena *arena, size_t size);
/* Makes what was allocated last, texts not counted, wider where it stands. False where it was not the last or there is no room. */
bool bp_arena_extend(bp_arena *arena, const void *last, size_t size, size_t wider);
/* An array of count elements, cleared; NULL when memory is short or the product overflows. */
void *bp_arena_array(bp_arena *arena, size_t count, size_t size);
/* Makes the array of count elements that *items points to wider, cleared behind them, where it stands or in another place. False
 * when memory is short or the product overflows. */
bool bp_arena_widen(bp_arena *arena, void *items, size_t count, size_t wider, size_t size);
/* A copy of size bytes with a NUL behind them. */
char *bp_arena_strndup(bp_arena *arena, const char *text, size_t size);
char *bp_arena_strdup(bp_arena *arena, const char *text);

/* Forgets everything but keeps one block for reuse. */
void bp_arena_reset(bp_arena *arena);
void bp_arena_free(bp_arena *arena);

#endif
