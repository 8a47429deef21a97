/* match.c - see match.h. */
#include "facts/match.h"

#include <stdlib.h>
#include <string.h>

bool bp_match_begin(bp_side *a, bp_side *b, bp_arena *arena)
{
    a->match = bp_arena_array(arena, a->count + 1, sizeof *a->match);
    b->match = bp_arena_array(arena, b->count + 1, sizeof *b->match);
    if (!a->match || !b->match)
        return false;
    memset(a->match, 0xFF, a->count * sizeof *a->match);
    memset(b->match, 0xFF, b->count * sizeof *b->match);
    return true;
}

/* ---- pairs ---- */

typedef struct order {
    const void *items;
    int (*compare)(const void *, size_t, const void *, size_t);
} order;

static int by_key(const void *a, const void *b, void *context)
{
    const order *o = context;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    int found = o->compare(o->items, i, o->items, k);
    return found ? found : i < k ? -1 : i > k;
}

/* What is still alone on a side, sorted. */
static size_t sort_alone(const bp_side *side, const bp_pass *pass, uint32_t *out)
{
    size_t count = 0;
    order o = {side->items, pass->compare};
    for (size_t i = 0; i < side->count; i++)
        if (side->match[i] == BP_NO_MATCH && (!pass->has || pass->has(side->items, i)))
            out[count++] = (uint32_t)i;
    qsort_r(out, count, sizeof *out, by_key, &o);
    return count;
}

static void pair(bp_side *a, bp_side *b, uint32_t i, uint32_t k)
{
    a->match[i] = k;
    b->match[k] = i;
}

bool bp_match_pass(bp_side *a, bp_side *b, const bp_pass *pass)
{
    uint32_t *left = malloc((a->count + 1) * sizeof *left), *right = malloc((b->count + 1) * sizeof *right);
    bool ok = left && right;
    size_t lefts = ok ? sort_alone(a, pass, left) : 0, rights = ok ? sort_alone(b, pass, right) : 0;
    for (size_t i = 0, k = 0; i < lefts && k < rights;) {
        int found = pass->compare(a->items, left[i], b->items, right[k]);
        if (!found && (!pass->accept || pass->accept(a, left[i], b, right[k])))
            pair(a, b, left[i], right[k]);
        i += found <= 0;
        k += found >= 0;
    }
    free(left);
    free(right);
    return ok;
}

/* ---- order ---- */

bool bp_match_moved(const bp_side *b, bool *moved)
{
    /* the longest run of matches that rises: tails[n] is the thing that ends the best run of n + 1, before[] the one before each */
    uint32_t *tails = malloc((b->count + 1) * sizeof *tails), *before = malloc((b->count + 1) * sizeof *before);
    size_t longest = 0;
    for (size_t k = 0; k < b->count && tails && before; k++) {
        size_t low = 0, high = longest;
        moved[k] = b->match[k] != BP_NO_MATCH;
        if (!moved[k])
            continue;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (b->match[tails[middle]] < b->match[k])
                low = middle + 1;
            else
                high = middle;
        }
        tails[low] = (uint32_t)k;
        before[k] = low ? tails[low - 1] : BP_NO_MATCH;
        longest = low == longest ? low + 1 : longest;
    }
    bool ok = tails && before;
    for (uint32_t k = ok && longest ? tails[longest - 1] : BP_NO_MATCH; k != BP_NO_MATCH; k = before[k])
        moved[k] = false;
    free(tails);
    free(before);
    return ok;
}
