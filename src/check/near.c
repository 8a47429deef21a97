/* near.c - see near.h. */
#include "check/near.h"

#include <stdlib.h>

#include "check/lexis.h"
#include "base/map.h"
#include "base/utf8.h"

enum { BANDS = 10, ROWS = 3, HASHES = BANDS * ROWS, COMPARED = 8 };

/* The pairs of a text: as they come, or sorted and different. */
typedef struct pair_set {
    uint32_t *pairs;
    size_t count, room;
} pair_set;

typedef struct finder {
    const bp_near_text *texts;
    int least;
    size_t shortest;
    bp_map buckets;         /* (band, its three hashes) -> the latest text + 1 */
    uint32_t *before;       /* per text and band: the text before it in the bucket + 1 */
    uint32_t *hashes;       /* per text: its HASHES smallest */
    pair_set own, other;
    bp_buf folded;
    bool failed;
} finder;

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool read_pairs(finder *f, const char *text, pair_set *out)
{
    bp_buf_truncate(&f->folded, 0);
    bp_fold_text(text, 0, &f->folded);
    if (f->folded.size > out->room) {
        uint32_t *pairs = realloc(out->pairs, f->folded.size * sizeof *pairs);
        if (!pairs) {
            f->failed = true;
            return false;
        }
        out->pairs = pairs;
        out->room = f->folded.size;
    }
    out->count = 0;
    const char *p = bp_buf_text(&f->folded);
    uint32_t last = *p ? bp_utf8_next(&p) : 0;
    while (*p) {
        uint32_t next = bp_utf8_next(&p);
        out->pairs[out->count++] = (last * 0x9E3779B1u ^ next) * 0x85EBCA6Bu;
        last = next;
    }
    return !f->folded.failed;
}

static void sort_pairs(pair_set *set)
{
    size_t kept = 0;
    if (set->count)
        qsort(set->pairs, set->count, sizeof *set->pairs, by_value);
    for (size_t i = 0; i < set->count; i++)
        if (!i || set->pairs[i] != set->pairs[i - 1])
            set->pairs[kept++] = set->pairs[i];
    set->count = kept;
}

static int similarity(const pair_set *a, const pair_set *b)
{
    size_t i = 0, k = 0, both = 0;
    while (i < a->count && k < b->count) {
        both += a->pairs[i] == b->pairs[k];
        bool first = a->pairs[i] <= b->pairs[k];
        k += b->pairs[k] <= a->pairs[i];
        i += first;
    }
    size_t all = a->count + b->count - both;
    return all ? (int)(both * 1000 / all) : 0;
}

static void hash_set(const pair_set *set, uint32_t out[HASHES])
{
    for (uint32_t h = 0; h < HASHES; h++) {
        uint32_t least = UINT32_MAX, factor = 0x2C1B3C6Du + h * 0x9E3779B2u;
        factor |= 1;
        for (size_t i = 0; i < set->count; i++) {
            uint32_t x = (set->pairs[i] ^ h * 0x7FEB352Du) * factor;
            x ^= x >> 15;
            x *= 0x846CA68Bu;
            least = x < least ? x : least;
        }
        out[h] = least;
    }
}

/* Whether as many of the smallest hashes agree as they do for texts that are similar enough, with much room for chance. */
static bool may_be_near(const finder *f, size_t a, size_t b)
{
    int agree = 0;
    for (size_t h = 0; h < HASHES; h++)
        agree += f->hashes[a * HASHES + h] == f->hashes[b * HASHES + h];
    return agree * 1000 * 10 >= f->least * HASHES * 6;
}

/* The most similar of the texts that share a band with text i; SIZE_MAX where none is similar enough. */
static size_t nearest(finder *f, size_t i, int *best)
{
    uint32_t *hashes = &f->hashes[i * HASHES], seen[BANDS * COMPARED];
    size_t found = SIZE_MAX, seen_count = 0;
    bool sorted = false;
    hash_set(&f->own, hashes);
    *best = f->least - 1;
    for (uint32_t band = 0; band < BANDS; band++) {
        uint64_t key = bp_hash((uint64_t)f->texts[i].group << 8 | band, &hashes[(size_t)band * ROWS], ROWS * sizeof *hashes);
        uint32_t *latest = bp_map_at(&f->buckets, key);
        if (!latest) {
            f->failed = true;
            return SIZE_MAX;
        }
        uint32_t at = f->before[i * BANDS + band] = *latest;
        *latest = (uint32_t)i + 1;
        for (int n = 0; at && n < COMPARED; n++, at = f->before[(size_t)(at - 1) * BANDS + band]) {
            size_t s = 0;
            while (s < seen_count && seen[s] != at)
                s++;
            if (s < seen_count || f->texts[at - 1].group != f->texts[i].group)
                continue;
            seen[seen_count++] = at;
            if (!may_be_near(f, i, at - 1))
                continue;
            if (!read_pairs(f, f->texts[at - 1].text, &f->other))
                return SIZE_MAX;
            sort_pairs(&f->other);
            if (!sorted)
                sort_pairs(&f->own);
            sorted = true;
            int like = similarity(&f->own, &f->other);
            if (like > *best) {
                *best = like;
                found = at - 1;
            }
        }
    }
    return found;
}

bool bp_near_each(const bp_near_text *texts, size_t count, int least, size_t shortest, bp_near_found *found, void *context)
{
    finder f = {.texts = texts, .least = least, .shortest = shortest, .before = calloc(count * BANDS + 1, sizeof *f.before),
                .hashes = calloc(count * HASHES + 1, sizeof *f.hashes)};
    f.failed = !f.before || !f.hashes;
    for (size_t i = 0; i < count && !f.failed; i++) {
        int like;
        if (!texts[i].text || !read_pairs(&f, texts[i].text, &f.own) ||
            bp_utf8_count(bp_buf_text(&f.folded), f.folded.size) < shortest)
            continue;
        size_t other = nearest(&f, i, &like);
        if (other != SIZE_MAX)
            found(context, i, other, like);
    }
    bp_map_free(&f.buckets);
    bp_buf_free(&f.folded);
    free(f.before);
    free(f.hashes);
    free(f.own.pairs);
    free(f.other.pairs);
    return !f.failed;
}
