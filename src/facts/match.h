/* match.h - which things of two lists are the same thing. Private to facts/.
 *
 * Things are known by their indexes. Pairs are made in passes, surest first; what a pass pairs no later one takes apart.
 */
#ifndef BP_FACTS_MATCH_H
#define BP_FACTS_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define BP_NO_MATCH UINT32_MAX

typedef struct bp_side {
    const void *items;
    size_t count;
    uint32_t *match;   /* the index on the other side, BP_NO_MATCH */
} bp_side;

/* Gives both sides their arrays of matches, all empty. False when memory is short. */
bool bp_match_begin(bp_side *a, bp_side *b, bp_arena *arena);

/* Compares two things of either side: 0 where a pass takes them for the same. What a pass cannot judge it leaves out by `has`. */
typedef struct bp_pass {
    int (*compare)(const void *items_a, size_t a, const void *items_b, size_t b);
    bool (*has)(const void *items, size_t i);                                      /* NULL: all */
    bool (*accept)(const bp_side *a, size_t i, const bp_side *b, size_t k);        /* NULL: every pair */
} bp_pass;

/* Pairs what is still alone, in order where several are the same; sorts, so it takes n log n. False when memory is short. */
bool bp_match_pass(bp_side *a, bp_side *b, const bp_pass *pass);

/* Which things of b, of those that have a match, stand in another order than in a: the fewest that have to be moved. moved has
 * b->count elements. False when memory is short. */
bool bp_match_moved(const bp_side *b, bool *moved);

#endif
