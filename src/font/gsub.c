/* gsub.c - see gsub.h. Offsets, types and formats are those of the OpenType specification, GSUB and common table formats. */
#include "font/gsub.h"

#include <string.h>

enum { SINGLE = 1, EXTENSION = 7, NOT_COVERED = -1 };

static bp_bytes behind(bp_bytes bytes, size_t at)
{
    return at ? bp_cut(bytes, at, SIZE_MAX) : (bp_bytes){0};
}

/* The table that a 16-bit offset at `at` leads to, from the beginning of this one. */
static bp_bytes follow(bp_bytes table, size_t at)
{
    return behind(table, bp_be(table, at, 2));
}

/* The index of a glyph in a coverage table. */
static int coverage_index(bp_bytes coverage, uint16_t glyph)
{
    bool ranges = bp_be(coverage, 0, 2) == 2;
    size_t low = 0, high = bp_be(coverage, 2, 2), width = ranges ? 6 : 2;
    while (low < high) {
        size_t middle = (low + high) / 2, at = 4 + middle * width;
        uint32_t first = bp_be(coverage, at, 2), last = ranges ? bp_be(coverage, at + 2, 2) : first;
        if (glyph < first)
            high = middle;
        else if (glyph > last)
            low = middle + 1;
        else
            return (int)(ranges ? bp_be(coverage, at + 4, 2) + glyph - first : middle);
    }
    return NOT_COVERED;
}

/* Whether a subtable of type SINGLE knows the glyph, which it then replaces. */
static bool substitute(bp_bytes subtable, uint16_t *glyph)
{
    int index = coverage_index(follow(subtable, 2), *glyph);
    if (index == NOT_COVERED)
        return false;
    if (bp_be(subtable, 0, 2) == 1)
        *glyph = (uint16_t)(*glyph + bp_be(subtable, 4, 2));
    else if ((uint32_t)index < bp_be(subtable, 4, 2))
        *glyph = (uint16_t)bp_be(subtable, 6 + 2 * (size_t)index, 2);
    return true;
}

/* Applies a lookup; false where it is of another type. */
static bool apply(bp_bytes lookup, uint16_t *glyph)
{
    unsigned type = bp_be(lookup, 0, 2), count = bp_be(lookup, 4, 2);
    bool done = false;
    for (unsigned i = 0; i < count; i++) {
        bp_bytes subtable = follow(lookup, 6 + 2 * (size_t)i);
        unsigned kind = type == EXTENSION ? bp_be(subtable, 2, 2) : type;
        if (kind != SINGLE)
            return false;
        done = done || substitute(type == EXTENSION ? behind(subtable, bp_be(subtable, 4, 4)) : subtable, glyph);
    }
    return count > 0;
}

/* A feature's list of lookups: their count and then their indexes. */
static bp_bytes lookups_of(bp_bytes features, unsigned index)
{
    bp_bytes feature = follow(features, 6 + 6 * (size_t)index);
    return bp_cut(feature, 2, 2 + 2 * (size_t)bp_be(feature, 2, 2));
}

static bool is_same(bp_bytes a, bp_bytes b)
{
    return a.size == b.size && !memcmp(a.data, b.data, a.size);
}

/* The lookups of a feature, empty where the font does not have it; false where they depend on the script. */
static bool find_lookups(bp_bytes features, uint32_t tag, bp_bytes *lookups)
{
    unsigned count = bp_be(features, 0, 2);
    *lookups = (bp_bytes){0};
    for (unsigned i = 0; i < count; i++) {
        if (bp_be(features, 2 + 6 * (size_t)i, 4) != tag)
            continue;
        bp_bytes found = lookups_of(features, i);
        if (!found.size || (lookups->size && !is_same(*lookups, found)))
            return false;
        *lookups = found;
    }
    return true;
}

bool bp_gsub_single(bp_bytes gsub, uint32_t feature, uint16_t *glyph)
{
    bp_bytes lookups, list = follow(gsub, 8);
    uint16_t replaced = *glyph;
    bool varies = bp_be(gsub, 2, 2) >= 1 && bp_be(gsub, 10, 4);
    if (varies || !find_lookups(follow(gsub, 6), feature, &lookups))
        return false;
    unsigned count = bp_be(lookups, 0, 2), last = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned index = bp_be(lookups, 2 + 2 * (size_t)i, 2);
        if (index < last || index >= bp_be(list, 0, 2) || !apply(follow(list, 2 + 2 * (size_t)index), &replaced))
            return false;
        last = index;
    }
    *glyph = replaced;
    return true;
}
